import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type Fault, fault } from '../../fault.ts'

/** Where the values of an option are looked for: between two numbers, evenly or by their logarithms, whole or not; or among some. */
export type Range =
  | { readonly from: number; readonly to: number; readonly scale: 'linear' | 'log'; readonly whole: boolean }
  | { readonly among: readonly (number | string)[] }

/** Where is looked: a range an option. */
export type Space = Readonly<Record<string, Range>>

const example = 'for example --over rate=log:1e-3..1,memory=whole:50..500,optimiser=sgd|adam'

const wrong = (where: string, path: readonly string[], rule: string, got: string): E.Either<Fault, never> =>
  E.left(fault({ where, rule, got, path: [...path], hint: example }))

const ranged = (
  where: string,
  path: readonly string[],
  { from, to, scale, whole }: Extract<Range, { readonly from: number }>,
): E.Either<Fault, Range> => {
  if (!Number.isFinite(from) || !Number.isFinite(to) || !(from < to))
    return wrong(where, path, 'a range must go from a number up to a greater one', `${from}..${to}`)
  if (scale === 'log' && !(from > 0)) return wrong(where, path, 'a range by logarithms must begin above 0', `${from}`)
  return whole && !(Number.isSafeInteger(from) && Number.isSafeInteger(to))
    ? wrong(where, path, 'a range of whole numbers must go from one to another', `${from}..${to}`)
    : E.right({ from, to, scale, whole })
}

const amongst = (
  where: string,
  path: readonly string[],
  among: readonly (number | string)[],
): E.Either<Fault, Range> =>
  among.length === 0 || new Set(among).size < among.length
    ? wrong(where, path, 'the values to choose among must be some, each once', among.join('|') || 'none')
    : E.right({ among })

/** A value as text: a number where it is one. */
const written = (text: string): number | string => (text !== '' && Number.isFinite(Number(text)) ? Number(text) : text)

/** `log:1e-3..1`, `0.1..10`, `whole:50..500`, `log:whole:1..1000`, `sgd|adam`. */
const rangeOf = (name: string, text: string): E.Either<Fault, Range> => {
  const path = [name]
  const [, words = '', from, to] = /^((?:(?:log|whole):)*)([^:|]+?)\.\.([^:|]+)$/.exec(text) ?? []
  if (from === undefined || to === undefined)
    return text.includes('..') || text === ''
      ? wrong(
          '--over',
          path,
          'a range must be FROM..TO, with `log:` or `whole:` before it, or values with | between them',
          `\`${text}\``,
        )
      : amongst(
          '--over',
          path,
          text.split('|').map((one) => written(one.trim())),
        )
  return ranged('--over', path, {
    from: Number(from),
    to: Number(to),
    scale: words.includes('log') ? 'log' : 'linear',
    whole: words.includes('whole'),
  })
}

const once = (where: string, entries: readonly (readonly [string, Range])[]): E.Either<Fault, Space> => {
  const twice = entries.find(([name], i) => entries.findIndex(([other]) => other === name) !== i)
  if (entries.length === 0) return wrong(where, [], 'there must be an option to look for', 'none')
  return twice === undefined
    ? E.right(Object.fromEntries(entries))
    : wrong(where, [twice[0]], 'each option must be named once', `\`${twice[0]}\` more than once`)
}

/** The space in a text such as `rate=log:1e-3..1,lambda=0.1..10`. */
export const spaceIn = (text: string): E.Either<Fault, Space> =>
  pipe(
    text.split(','),
    E.traverseArray((part): E.Either<Fault, readonly [string, Range]> => {
      const [, name = '', range = ''] = /^([^=]+)=(.*)$/s.exec(part.trim()) ?? []
      return name === ''
        ? wrong('--over', [], 'what is looked for must be option=range with commas between them', `\`${part}\``)
        : pipe(
            rangeOf(name.trim(), range.trim()),
            E.map((found) => [name.trim(), found] as const),
          )
    }),
    E.chain((entries) => once('--over', entries)),
  )

const between = t.intersection([
  t.strict({ from: t.number, to: t.number }),
  t.exact(t.partial({ scale: t.keyof({ linear: null, log: null }), whole: t.boolean })),
])
const values = t.readonlyArray(t.union([t.number, t.string]))

/** The space that is written in JSON: `{ "rate": { "from": 0.001, "to": 1, "scale": "log" }, "optimiser": ["sgd", "adam"] }`. */
export const spaceFrom = (value: unknown): E.Either<Fault, Space> =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? wrong(
        '--space',
        [],
        'a space must be an object with a range an option',
        Array.isArray(value) ? 'a list' : String(value),
      )
    : pipe(
        Object.entries(value as Readonly<Record<string, unknown>>),
        E.traverseArray(([name, range]): E.Either<Fault, readonly [string, Range]> => {
          const [list, pair] = [values.decode(range), between.decode(range)]
          const found = E.isRight(list)
            ? amongst('--space', [name], list.right)
            : E.isRight(pair)
              ? ranged('--space', [name], { scale: 'linear', whole: false, ...pair.right })
              : wrong(
                  '--space',
                  [name],
                  'a range must be { from, to } with a `scale` of linear or log and `whole`, or a list of values',
                  JSON.stringify(range) ?? 'nothing',
                )
          return pipe(
            found,
            E.map((of) => [name, of] as const),
          )
        }),
        E.chain((entries) => once('--space', entries)),
      )
