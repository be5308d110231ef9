import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'
import type { Interface, Layer, Network, Padding, Sides } from './network.ts'
import { asImage, shapeAfter } from './shape.ts'
import { windowsOver } from './windows.ts'

interface Misfit {
  readonly rule: string
  readonly got: string
  readonly path: readonly string[]
}

type Shape = readonly number[]

const spelt = (shape: Shape): string => shape.join(' × ')
const counts = (n: number): boolean => Number.isSafeInteger(n) && n >= 1

const label = (layer: Layer, position: number): string =>
  'group' in layer ? `${layer._tag} ${layer.group}` : `${layer._tag} at ${position}`

/** Why a window can't move over examples of a shape. */
const windowMisfit = (
  shape: Shape,
  of: { readonly window: Sides; readonly stride: Sides; readonly padding: Padding },
): Omit<Misfit, 'path'> | undefined => {
  if (shape.length !== 2 && shape.length !== 3)
    return { rule: 'a window moves over images: [rows, columns] or [rows, columns, channels]', got: spelt(shape) }
  const [h, w] = asImage(shape)
  const { window, strides, padding } = windowsOver([h, w], of)
  if (![...window, ...strides].every(counts) || padding.some((side) => !Number.isSafeInteger(side) || side < 0))
    return {
      rule: 'a window and its stride must be whole numbers, at least 1, and padding one of at least 0',
      got: `window ${spelt(window)}, stride ${spelt(strides)}, padding ${of.padding}`,
    }
  const [top, bottom, left, right] = padding
  if (Math.max(top, bottom) >= window[0] || Math.max(left, right) >= window[1])
    return {
      rule: 'padding must be less than the window, so that none sees only zeros',
      got: `window ${spelt(window)}, padding ${of.padding}`,
    }
  return h + top + bottom < window[0] || w + left + right < window[1]
    ? { rule: 'a window must fit into its image', got: `window ${spelt(window)}, image ${spelt([h, w])}` }
    : undefined
}

/** Why a layer can't be given examples of a shape, but for what is inside of it. */
const misfitOf = (layer: Layer, shape: Shape, outputs: number): Omit<Misfit, 'path'> | undefined => {
  switch (layer._tag) {
    case 'Flatten':
    case 'Activation':
      return undefined
    case 'Dense': {
      const units = layer.units === 'outputs' ? outputs : layer.units
      if (!counts(units))
        return { rule: 'a dense layer must have a whole number of units, at least 1', got: `${units}` }
      return shape.length === 1
        ? undefined
        : { rule: 'a dense layer takes vectors: put a Flatten before it', got: spelt(shape) }
    }
    case 'Convolution':
      return counts(layer.channels)
        ? windowMisfit(shape, { ...layer, window: layer.kernel })
        : { rule: 'a convolution must have a whole number of channels, at least 1', got: `${layer.channels}` }
    case 'MaxPool':
      return windowMisfit(shape, layer)
    case 'AveragePool':
      return windowMisfit(
        shape,
        layer.window === 'all'
          ? { window: 1, stride: 1, padding: 'valid' }
          : { window: layer.window, stride: layer.stride, padding: 'valid' },
      )
    case 'BatchNormalisation':
      return layer.statistics === 'batch' || (layer.statistics.momentum > 0 && layer.statistics.momentum <= 1)
        ? undefined
        : { rule: 'momentum must be above 0 and at most 1', got: `${layer.statistics.momentum}` }
    case 'Residual': {
      const end = (layers: readonly Layer[]): Shape =>
        layers.reduce((so, inner) => shapeAfter(inner, so, outputs), shape)
      const [body, shortcut] = [end(layer.body), end(layer.shortcut)]
      return `${body}` === `${shortcut}`
        ? undefined
        : { rule: 'both ways of a residual must give one shape', got: `${spelt(body)} and ${spelt(shortcut)}` }
    }
  }
}

const firstMisfit = (
  layers: readonly Layer[],
  start: Shape,
  outputs: number,
  path: readonly string[],
): Misfit | undefined => {
  let shape = start
  for (const [position, layer] of layers.entries()) {
    const here = [...path, label(layer, position)]
    const inside =
      layer._tag === 'Residual'
        ? (firstMisfit(layer.body, shape, outputs, [...here, 'body']) ??
          firstMisfit(layer.shortcut, shape, outputs, [...here, 'shortcut']))
        : undefined
    const own = misfitOf(layer, shape, outputs)
    if (inside !== undefined) return inside
    if (own !== undefined) return { ...own, path: here }
    shape = shapeAfter(layer, shape, outputs)
  }
  return undefined
}

const groupsOf = (layers: readonly Layer[]): readonly string[] =>
  layers.flatMap((layer) =>
    layer._tag === 'Residual' ? groupsOf([...layer.body, ...layer.shortcut]) : 'group' in layer ? [layer.group] : [],
  )

/** The network, if its layers fit each other between this input and these outputs; else what does not, and where. */
export const fitting = (network: Network, { inputShape, outputs }: Interface): E.Either<Fault, Network> => {
  const where = `network ${network.name}`
  const misfit = firstMisfit(network.layers, inputShape, outputs, [])
  if (misfit !== undefined) return E.left(fault({ where, ...misfit, path: [...misfit.path] }))
  const groups = groupsOf(network.layers)
  const twice = groups.find((group, i) => groups.indexOf(group) !== i)
  if (twice !== undefined)
    return E.left(fault({ where, rule: 'every layer with parameters must have a group of its own', got: twice }))
  const end = network.layers.reduce<Shape>((so, layer) => shapeAfter(layer, so, outputs), inputShape)
  return `${end}` === `${outputs}`
    ? E.right(network)
    : E.left(fault({ where, rule: `the last layer must give the ${outputs} outputs`, got: spelt(end) }))
}
