import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { isOwnLoss, ownLossFrom } from '../dsl/index.ts'
import { type Fault, fault, unknownName } from '../fault.ts'
import { type Layer, type Rule, rules } from './layers/index.ts'
import { initialisations, losses, type Network } from './network.ts'

/** What there is at most in a network that comes from outside: layers inside of each other, and all of them. */
const limits = { depth: 32, layers: 4096 }

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const spelt = (value: unknown): string => {
  if (typeof value === 'string') return `\`${value}\``
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

type Path = readonly string[]

const wrong = (path: Path, rule: string, got: string, hint?: string): E.Either<Fault, never> =>
  E.left(fault({ where: 'network', rule, got, path: [...path], ...(hint === undefined ? {} : { hint }) }))

const knownAs =
  <C extends string>(what: string, known: readonly C[]) =>
  (path: Path, value: unknown): E.Either<Fault, C> => {
    const found = known.find((one) => one === value)
    if (found !== undefined) return E.right(found)
    if (typeof value !== 'string') return wrong(path, `\`${what}\` must be one of ${known.join(', ')}`, spelt(value))
    return E.left({ ...unknownName({ where: 'network', what, name: value, known }), path: [...path] })
  }

const ruleNamed = (path: Path, tag: unknown): E.Either<Fault, Rule<Fields>> =>
  pipe(
    knownAs('layer', Object.keys(rules))(path, tag),
    E.map((name) => rules[name as keyof typeof rules] as unknown as Rule<Fields>),
  )

const fieldFault = (
  path: Path,
  name: string,
  codec: { readonly name: string; readonly is: (u: unknown) => boolean },
  value: unknown,
): E.Either<Fault, void> => {
  if (!codec.is(value)) return wrong([...path, name], `\`${name}\` must be ${codec.name}`, spelt(value))
  return name === 'group' && !/^\S+$/.test(String(value))
    ? wrong([...path, name], 'a group must have a name without spaces', spelt(value))
    : E.right(undefined)
}

/** What JSON writes, at most so deep. */
const isPlain = (u: unknown, depth = 8): boolean =>
  typeof u === 'string' ||
  typeof u === 'boolean' ||
  u === null ||
  Number.isFinite(u) ||
  (typeof u === 'object' && depth > 0 && Object.values(u).every((of) => isPlain(of, depth - 1)))

/** The parts of a layer with a definition of its own, whose other fields are plain values. */
const ownParts = (path: Path, layer: Fields): E.Either<Fault, readonly string[]> => {
  const { definition } = layer
  if (!isObject(definition) || typeof definition.forward !== 'function')
    return wrong(
      [...path, 'definition'],
      'a layer of your own must have its rule, which is code',
      spelt(definition),
      'JSON can not hold it: name the module that builds the layer with `defineLayer`',
    )
  if (typeof definition.name !== 'string' || !/\S/.test(definition.name))
    return wrong([...path, 'definition', 'name'], '`name` must be a text that is not empty', spelt(definition.name))
  const parts: unknown = definition.parts ?? []
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string'))
    return wrong([...path, 'definition', 'parts'], '`parts` must be a list of names of fields', spelt(parts))
  return pipe(
    Object.entries(layer).filter(([name]) => name !== 'definition' && !parts.includes(name)),
    E.traverseArray(([name, value]) =>
      name === 'group'
        ? fieldFault(path, name, t.string, value)
        : isPlain(value)
          ? E.right(undefined)
          : wrong([...path, name], 'a field of a layer must be a plain value, or the layers of a part', spelt(value)),
    ),
    E.map(() => parts),
  )
}

/** The parts of a layer of the package, each of whose fields holds what it may. */
const givenParts = (path: Path, layer: Fields): E.Either<Fault, readonly string[]> =>
  pipe(
    ruleNamed([...path, '_tag'], layer._tag),
    E.chainFirst(({ fields }) => {
      const odd = Object.keys(layer).find((name) => name !== '_tag' && !Object.hasOwn(fields, name))
      return odd === undefined
        ? E.right(undefined)
        : wrong(path, `a ${layer._tag} has no field but ${['_tag', ...Object.keys(fields)].join(', ')}`, `\`${odd}\``)
    }),
    E.chainFirst(({ fields }) =>
      pipe(
        Object.entries(fields),
        E.traverseArray(([name, codec]) => fieldFault(path, name, codec, layer[name])),
      ),
    ),
    E.map(({ parts = [] }) => parts),
  )

/** That a value is a layer, and how many layers it is with those inside of it. */
const layerAt = (path: Path, value: unknown, depth: number, before: number): E.Either<Fault, number> => {
  if (before >= limits.layers) return wrong(path, `a network must have at most ${limits.layers} layers`, 'more')
  if (depth > limits.depth) return wrong(path, `layers must lie in each other at most ${limits.depth} deep`, 'deeper')
  if (!isObject(value)) return wrong(path, 'a layer must be an object with a `_tag`', spelt(value))
  return pipe(
    value._tag === 'Own' ? ownParts(path, value) : givenParts(path, value),
    E.chain((parts) =>
      parts.reduce<E.Either<Fault, number>>(
        (so, part) => E.Monad.chain(so, (count) => layersAt([...path, part], value[part], depth + 1, count)),
        E.right(before + 1),
      ),
    ),
  )
}

const layersAt = (path: Path, value: unknown, depth: number, before: number): E.Either<Fault, number> =>
  Array.isArray(value)
    ? value.reduce<E.Either<Fault, number>>(
        (so, layer, i) => E.Monad.chain(so, (count) => layerAt([...path, `${i}`], layer, depth, count)),
        E.right(before),
      )
    : wrong(path, '`layers` must be a list of layers', spelt(value))

/** The loss that a network names, or brings: then its terms are judged. */
const lossFrom = (value: unknown): E.Either<Fault, Network['loss']> =>
  isOwnLoss(value)
    ? pipe(
        ownLossFrom(value),
        E.mapLeft((of): Fault => ({ ...of, path: ['loss', ...(of.path ?? [])] })),
      )
    : knownAs('loss', losses)(['loss'], value)

/** Whether a value looks like a network, for finding it among what a file exports. */
export const isNetworkLike = (value: unknown): boolean => isObject(value) && 'layers' in value

/** The network that a value from outside is: whether its layers fit each other is told by `fitting`. */
export const networkFrom = (value: unknown): E.Either<Fault, Network> => {
  if (!isObject(value)) return wrong([], 'a network must be an object with layers', spelt(value))
  const { name } = value
  return pipe(
    typeof name === 'string' && /\S/.test(name)
      ? E.right(name)
      : wrong(['name'], '`name` must be a text that is not empty', spelt(name)),
    E.bindTo('name'),
    E.chainFirst(() => layersAt(['layers'], value.layers, 0, 0)),
    E.bind('initialisation', () =>
      knownAs('initialisation', initialisations)(['initialisation'], value.initialisation),
    ),
    E.bind('loss', () => lossFrom(value.loss)),
    E.map(({ name: called, initialisation, loss }) => ({
      name: called,
      layers: value.layers as readonly Layer[],
      initialisation,
      loss,
    })),
  )
}
