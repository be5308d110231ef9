import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../../fault.ts'
import { sizeOfShape } from '../../formats/index.ts'
import { type Layer, type LayerOf, windowsOver } from '../../networks/index.ts'
import { type Builder, batch, type Value } from './graph.ts'

/** What the layers of a network are made with. */
export interface Making {
  readonly b: Builder
  /** A tensor of the network, by its name. */
  readonly tensor: (name: string) => Value
  readonly outputs: number
}

type Made = E.Either<Fault, Value>

type Rules = { readonly [T in Layer['_tag']]: (layer: LayerOf<T>, x: Value, making: Making) => Made }

/** An example as an image [rows, columns, channels]: one without channels has one. */
const asImages = (b: Builder, x: Value): Value =>
  x.shape.length === 3 ? b.step({ _tag: 'Reshape' }, [x], [...x.shape, 1]) : x

/** What keeps a channel that is the same everywhere from a division by zero, as in every normalisation of the package. */
const epsilon = 1e-5

/** (x − mean) / √(variance + ε). */
const standardised = (b: Builder, x: Value, mean: Value, variance: Value): Value =>
  b.binary('divide', b.binary('subtract', x, mean), b.unary('squareRoot', b.binary('add', variance, b.number(epsilon))))

const meanOver = (b: Builder, x: Value, axes: readonly number[]): Value =>
  b.step(
    { _tag: 'Mean', axes },
    [x],
    x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side)),
  )

/** The mean along axes, and the mean of the squares of what is apart from it. */
const momentsOver = (b: Builder, x: Value, axes: readonly number[]) => {
  const mean = meanOver(b, x, axes)
  const apart = b.binary('subtract', x, mean)
  return { mean, variance: meanOver(b, b.binary('multiply', apart, apart), axes) }
}

const scaledAndShifted = ({ b, tensor }: Making, group: string, x: Value): Value =>
  b.binary('add', b.binary('multiply', x, tensor(`${group}.scale`)), tensor(`${group}.shift`))

/** Each example's channels in so many groups, each to mean 0 and variance 1. */
const inGroups = (making: Making, group: string, groups: number, x: Value): Value => {
  const { b } = making
  const channels = x.shape.at(-1) ?? 1
  const places = sizeOfShape(x.shape.slice(1)) / channels
  const apart = b.step({ _tag: 'Reshape' }, [x], [batch, places, groups, channels / groups])
  const { mean, variance } = momentsOver(b, apart, [1, 3])
  const back = b.step({ _tag: 'Reshape' }, [standardised(b, apart, mean, variance)], x.shape)
  return scaledAndShifted(making, group, back)
}

const pooled = (
  b: Builder,
  _tag: 'MaxPool' | 'AveragePool',
  x: Value,
  windows: ReturnType<typeof windowsOver>,
): Value => b.step({ _tag, windows }, [x], [batch, ...placesOf(x, windows), x.shape[3]!])

const placesOf = ({ shape: [, h = 0, w = 0] }: Value, { window, strides, padding }: ReturnType<typeof windowsOver>) => [
  Math.floor((h + padding[0] + padding[1] - window[0]) / strides[0]) + 1,
  Math.floor((w + padding[2] + padding[3] - window[1]) / strides[1]) + 1,
]

const activations: Readonly<
  Record<LayerOf<'Activation'>['activation'], (b: Builder, x: Value, alpha: number | undefined) => Value>
> = {
  relu: (b, x) => b.unary('relu', x),
  tanh: (b, x) => b.unary('tanh', x),
  sigmoid: (b, x) => b.unary('sigmoid', x),
  softplus: (b, x) => b.unary('softplus', x),
  // ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))): tanh is 1 to the last bit long before a cube of float32 could overflow.
  gelu: (b, x) => {
    const held = b.binary('minimum', b.binary('maximum', x, b.number(-16)), b.number(16))
    const cube = b.binary('multiply', held, b.binary('multiply', held, held))
    const inner = b.binary('add', held, b.binary('multiply', b.number(0.044715), cube))
    const bent = b.unary('tanh', b.binary('multiply', b.number(Math.sqrt(2 / Math.PI)), inner))
    return b.binary('multiply', b.binary('multiply', b.number(0.5), x), b.binary('add', b.number(1), bent))
  },
  elu: (b, x, alpha = 1) => {
    const below = b.unary('exponential', b.binary('minimum', x, b.number(0)))
    const bent = b.binary('multiply', b.number(alpha), b.binary('subtract', below, b.number(1)))
    return b.binary('add', b.unary('relu', x), bent)
  },
  leakyRelu: (b, x, alpha = 0.01) =>
    b.binary('add', b.unary('relu', x), b.binary('multiply', b.number(alpha), b.binary('minimum', x, b.number(0)))),
}

const rules: Rules = {
  Flatten: (_, x, { b }) => E.right(b.step({ _tag: 'Reshape' }, [x], [batch, sizeOfShape(x.shape.slice(1))])),
  Dense: ({ group }, x, { b, tensor }) => {
    const weight = tensor(`${group}.weight`)
    const product = b.step({ _tag: 'MatMul' }, [x, weight], [batch, weight.shape[1]!])
    return E.right(b.binary('add', product, tensor(`${group}.bias`)))
  },
  Activation: ({ activation, alpha }, x, { b }) => E.right(activations[activation](b, x, alpha)),
  // A prediction drops nothing.
  Dropout: (_, x) => E.right(x),
  Convolution: (layer, value, { b, tensor }) => {
    const x = asImages(b, value)
    const windows = windowsOver([x.shape[1]!, x.shape[2]!], { ...layer, window: layer.kernel })
    const filter = tensor(`${layer.group}.weight`)
    const made = b.step({ _tag: 'Convolution', windows }, [x, filter], [batch, ...placesOf(x, windows), layer.channels])
    return E.right(layer.bias ? b.binary('add', made, tensor(`${layer.group}.bias`)) : made)
  },
  MaxPool: (layer, value, { b }) => {
    const x = asImages(b, value)
    return E.right(pooled(b, 'MaxPool', x, windowsOver([x.shape[1]!, x.shape[2]!], layer)))
  },
  AveragePool: ({ window, stride }, value, { b }) => {
    const x = asImages(b, value)
    return E.right(
      window === 'all'
        ? meanOver(b, x, [1, 2])
        : pooled(b, 'AveragePool', x, windowsOver([x.shape[1]!, x.shape[2]!], { window, stride, padding: 'valid' })),
    )
  },
  BatchNormalisation: ({ group, statistics }, x, making) => {
    const { b, tensor } = making
    const { mean, variance } =
      statistics === 'batch'
        ? momentsOver(
            b,
            x,
            x.shape.slice(0, -1).map((_, axis) => axis),
          )
        : { mean: tensor(`${group}.mean`), variance: tensor(`${group}.variance`) }
    return E.right(scaledAndShifted(making, group, standardised(b, x, mean, variance)))
  },
  LayerNormalisation: ({ group }, x, making) => E.right(inGroups(making, group, 1, x)),
  GroupNormalisation: ({ group, groups }, x, making) => E.right(inGroups(making, group, groups, x)),
  Residual: ({ body, shortcut }, x, making) => joined('add', body, shortcut, x, making),
  Gate: ({ body, branch }, x, making) => joined('multiply', body, branch, x, making),
  Own: ({ definition: { name } }) =>
    E.left(
      fault({
        where: 'export',
        rule: 'every layer must be one of the package: what a layer of your own does is code, which no format holds',
        got: `a layer ${name}`,
        hint: 'retain export DIR --to npz gives the numbers of any network',
      }),
    ),
}

const joined = (
  op: 'add' | 'multiply',
  one: readonly Layer[],
  other: readonly Layer[],
  x: Value,
  making: Making,
): Made =>
  pipe(
    E.Do,
    E.bind('a', () => through(one, x, making)),
    E.bind('b', () => through(other, x, making)),
    E.map(({ a, b }) => making.b.binary(op, a, b)),
  )

/** What layers make of a value, one after the other. */
export const through = (layers: readonly Layer[], x: Value, making: Making): Made =>
  layers.reduce<Made>(
    (so, layer) =>
      pipe(
        so,
        E.chain((value) => (rules[layer._tag] as (l: Layer, v: Value, m: Making) => Made)(layer, value, making)),
      ),
    E.right(x),
  )
