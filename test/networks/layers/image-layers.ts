import fc from 'fast-check'
import type { Value } from '../../../src/interpreters/devices/reference/values.ts'
import { builder, type Node, type Operations, operations } from '../../../src/ir/index.ts'
import { forward, type Layer, type Padding, type Sides } from '../../../src/networks/index.ts'
import type { Scalar } from '../../ir/gradient-laws.ts'
import { run } from '../../ir/values.ts'

export type Make = (o: Operations, ...inputs: readonly Node[]) => Node

/** A layer alone on inputs, with parameters. */
export const through = (o: Operations, layer: Layer, inputs: Node, ...parameters: readonly Node[]): Node =>
  forward(o, {
    network: { name: 'own', layers: [layer], initialisation: 'kaimingNormal', loss: 'squaredError' },
    parameters,
    inputs,
  }).outputs

/** What a layer makes of values. */
export const made = (make: Make, ...at: readonly Value[]): readonly number[] => {
  const o = operations(builder())
  const inputs = at.map((v, i) => o.build.variable(`x${i}`, v.shape))
  return run(inputs, [make(o, ...inputs)], at)[0]!
}

/** A curved scalar of what a layer makes, in which every element counts differently. */
export const curved = (make: Make, at: readonly Value[]): Scalar => {
  const o = operations(builder())
  const inputs = at.map((v, i) => o.build.variable(`x${i}`, v.shape))
  const y = make(o, ...inputs)
  return { o, inputs, y: o.sum(o.multiply(o.sine(y), o.exponential(o.multiply(y, o.constant(-0.5))))) }
}

export interface Windowed {
  readonly shape: readonly [n: number, h: number, w: number, c: number]
  readonly window: Sides
  readonly stride: Sides
  readonly padding: Padding
}

const both = (of: Sides): readonly [number, number] => (typeof of === 'number' ? [of, of] : of)

/** Zeros before an image, down and across, and the number of places: written out again, for what layers compute. */
export const placement = ({ shape: [, h, w], window, stride, padding }: Windowed) => {
  const axis = (extent: number, size: number, step: number) => {
    if (padding === 'same') {
      const places = Math.ceil(extent / step)
      return { before: Math.floor(Math.max(0, (places - 1) * step + size - extent) / 2), places }
    }
    const margin = padding === 'valid' ? 0 : padding
    return { before: margin, places: Math.floor((extent + 2 * margin - size) / step) + 1 }
  }
  const [size, step] = [both(window), both(stride)]
  return { size, step, down: axis(h, size[0], step[0]), across: axis(w, size[1], step[1]) }
}

const upTo = (most: number) => fc.integer({ min: 1, max: most })
const sides = fc.oneof(upTo(3), fc.tuple(upTo(3), upTo(3)))

/** Images and windows that fit into them. */
export const windowed: fc.Arbitrary<Windowed> = fc
  .record({
    shape: fc.tuple(upTo(2), upTo(6), upTo(6), upTo(3)),
    window: sides,
    stride: sides,
    padding: fc.constantFrom<Padding>('same', 'valid', 0, 1),
  })
  .filter(({ shape: [, h, w], window, padding }) => {
    const margin = typeof padding === 'number' ? padding : 0
    return both(window).every((size, i) => margin < size && (padding === 'same' || size <= [h, w][i]! + 2 * margin))
  })
