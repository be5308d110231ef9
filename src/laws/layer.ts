import fc from 'fast-check'
import { orThrow } from '../fault.ts'
import { backends, type Device, evaluate, value } from '../interpreters/devices/index.ts'
import { evaluationOrder, gradient, type Node, type Program } from '../ir/index.ts'
import type { Layer } from '../networks/index.ts'
import { type Judged, type Law, law, type Shown } from './law.ts'
import { along, cut, keyFrom, layersProgram } from './layer-program.ts'
import { inner, largestOf, plus, same } from './numbers.ts'
import { chainTo } from './roundings.ts'
import { slopeOf } from './slope.ts'

/** A layer to test, by itself. */
export interface LayerUnderTest {
  readonly layer: Layer
  /** The shape of one example. */
  readonly inputShape: readonly number[]
  /** Where the numbers of inputs and parameters are taken from: away from kinks. Odd parts of 32 between −2 and 2 unless given. */
  readonly coordinate?: fc.Arbitrary<number>
  /** The outputs of the network that it is tried in; 2 unless given. */
  readonly outputs?: number
}

/** The devices that are on every machine. */
const everywhere: readonly string[] = ['wasm', 'cpu']

const awayFromZero = fc.integer({ min: -32, max: 31 }).map((n) => (2 * n + 1) / 32)

type Numbers = readonly number[]

/** What a program gives in float64. */
const exactly = ({ inputs, outputs }: Program, values: readonly Numbers[]): readonly Numbers[] =>
  evaluate(
    { inputs, outputs },
    inputs.map(({ shape }, i) => value(shape, (j) => values[i]![j]!)),
  ).map(({ data }) => Array.from(data))

/** What it gives on a device. */
const on = <B>(device: Device<B>, program: Program): ((values: readonly Numbers[]) => Promise<readonly Numbers[]>) => {
  const run = device.compile(program)
  return async (values) => {
    const given = program.inputs.map(({ shape }, i) => device.upload(shape, values[i]!))
    const made = run(given)
    given.forEach(device.release)
    const read = await Promise.all(made.map(device.read))
    made.forEach(device.release)
    return read.map((of) => Array.from(of))
  }
}

const unit = (v: Numbers): Numbers => v.map((x) => x / Math.max(1, Math.sqrt(inner(v, v))))

/** One list of the derivatives by all numbers. */
const whole = (parts: readonly Numbers[]): Numbers => parts.flat()

/** Where layers are tried: at inputs and parameters, along two directions, beside other padding, and with what they draw by a seed. */
export interface LayersCase {
  readonly at: Numbers
  readonly first: Numbers
  readonly second: Numbers
  readonly padding: Numbers
  readonly seed: number
}

/** Layers to test, one after the other. */
export interface LayersUnderTest extends Pick<Shown<LayersCase>, 'described'> {
  readonly layers: readonly Layer[]
  readonly inputShape: readonly number[]
  readonly outputs: number
  /** So many numbers of inputs and parameters, or of a direction. */
  readonly numbers: (length: number) => fc.Arbitrary<Numbers>
}

/** The laws of layers, one after the other: see `laws.layer` and `laws.network`. */
export const layersLaws = ({ layers, inputShape, outputs, numbers, ...shown }: LayersUnderTest): readonly Law[] => {
  const { o, at, given, outputs: made, height, slopes, size, each } = layersProgram(layers, inputShape, outputs)
  const cases: fc.Arbitrary<LayersCase> = fc.record({
    at: numbers(size),
    first: numbers(size),
    second: numbers(size),
    padding: numbers(each),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  })
  const stated = (name: string, holds: (one: LayersCase) => Promise<Judged>): Law => law(name, cases, holds, shown)
  const every: Numbers = [1, 1, 1]
  const steep = { inputs: given, outputs: [height, ...slopes] }
  const second = along(o, slopes)
  const curved = { inputs: [...given, ...second.directions], outputs: [second.sum, ...gradient(o, second.sum, at)] }
  const heightOf = { inputs: given, outputs: [height] }
  const slopeAlong = { inputs: curved.inputs, outputs: [second.sum] }
  const values = (n: Numbers, seed: number, weights = every) => [...cut(at, n), weights, keyFrom(seed)]
  const agreed = async (
    program: Program,
    derived: Numbers,
    direction: Numbers,
    numbersAt: (moved: (n: Numbers) => Numbers) => readonly Numbers[],
  ): Promise<Judged> => {
    const f = async (t: number) =>
      exactly(
        program,
        numbersAt((n) => plus(n, direction, t)),
      )[0]![0]!
    const { slope, error } = await slopeOf(f)
    const got = inner(derived, direction)
    return {
      holds: Math.abs(got - slope) <= error,
      sides: { 'the derivative': got, 'the difference': slope, 'allowed apart': error },
    }
  }
  const differences = stated('⟨∇f(x, w), v⟩ = d/dt f(x + tv, w + tv) at t = 0', async (one) => {
    const [, ...derived] = exactly(steep, values(one.at, one.seed))
    return agreed(heightOf, whole(derived), unit(one.first), (moved) => values(moved(one.at), one.seed))
  })
  const secondDifferences = stated('⟨∇⟨∇f, u⟩, v⟩ = d/dt ⟨∇f(x + tv, w + tv), u⟩ at t = 0', async (one) => {
    const beside = cut(second.directions, unit(one.second))
    const [, ...derived] = exactly(curved, [...values(one.at, one.seed), ...beside])
    return agreed(slopeAlong, whole(derived), unit(one.first), (moved) => [
      ...values(moved(one.at), one.seed),
      ...beside,
    ])
  })
  const padded = stated('an example of weight 0 changes nothing', async ({ at: n, seed, padding }) => {
    const program = { inputs: given, outputs: [made, ...slopes] }
    const other = n.map((x, i) => (i >= 2 * each && i < 3 * each ? padding[i - 2 * each]! : x))
    const [one, two] = [n, other].map((of) => exactly(program, values(of, seed, [1, 1, 0])))
    const rows = (of: Numbers): Numbers => of.slice(0, (of.length / 3) * 2)
    const [, byInputs = []] = one!
    const kept = same(rows(one![0]!), rows(two![0]!)) && one!.slice(2).every((slope, i) => same(slope, two![i + 2]!))
    const still = byInputs.slice(2 * each).every((x) => x === 0) && same(rows(byInputs), rows(two![1]!))
    return {
      holds: kept && still && whole(one!).every(Number.isFinite),
      sides: {
        'the other examples become': rows(one![0]!),
        'beside another padding': rows(two![0]!),
        'the derivative by padding': byInputs.slice(2 * each),
      },
    }
  })
  /** One unit of float32 for each operation of the longest chain, at what an error can grow to by the largest numbers on its way. */
  const seen: readonly Node[] = evaluationOrder(curved.outputs, new Set(curved.inputs)).filter(
    ({ primitive, type }) => type === 'float' && primitive !== 'loop',
  )
  const chain = chainTo(curved.outputs)
  const onDevices = backends
    .filter(({ name }) => everywhere.includes(name))
    .map(({ name, open }) => {
      let run: ReturnType<typeof on> | undefined
      return stated(`it is equal in float64 and on ${name}, up to roundings`, async (one) => {
        run ??= on(await orThrow(open), { inputs: curved.inputs, outputs: [made, ...curved.outputs] })
        const all = [...values(one.at, one.seed), ...cut(second.directions, one.second)]
        const wanted = exactly({ inputs: curved.inputs, outputs: [made, ...curved.outputs] }, all)
        const scale = Math.max(1, largestOf(...exactly({ inputs: curved.inputs, outputs: seen }, all)))
        const got = await run(all)
        const bound = chain * 2 ** -24 * scale ** 2
        const apart = largestOf(...got.map((of, i) => plus(of, wanted[i]!, -1)))
        return {
          holds: got.flat().every(Number.isFinite) && apart <= bound,
          sides: { 'largest difference': apart, 'allowed apart': bound },
        }
      })
    })
  return [differences, secondDifferences, padded, ...onDevices]
}

/**
 * The laws of a layer, on three examples: its derivatives by inputs and parameters are what finite differences give, once and twice; an
 * example of weight 0, which is padding, changes nothing; `wasm` and `cpu` make the same of it as float64. What it draws stays while it is differentiated.
 *
 * @example for (const law of laws.layer({ layer: layers.sigmoid, inputShape: [3] })) it(law.name, () => law.check({ numRuns: 2 }))
 */
export const layerLaws = ({
  layer,
  inputShape,
  coordinate = awayFromZero,
  outputs = 2,
}: LayerUnderTest): readonly Law[] =>
  layersLaws({
    layers: [layer],
    inputShape,
    outputs,
    numbers: (length) => fc.array(coordinate, { minLength: length, maxLength: length }),
  })
