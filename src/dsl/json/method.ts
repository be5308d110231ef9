import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../../fault.ts'
import { faultOf, type Trouble } from '../judge/trouble.ts'
import type { Method, MethodProgram } from '../method.ts'
import { namedConstants, type Option, type Options, type Values } from '../options.ts'
import { type Codec, fields, list, optional, record } from './composite.ts'
import { decodeProgram } from './decode.ts'
import { encodeProgram } from './encode.ts'
import { guarded, literalOf, text, truth } from './plain-values.ts'
import { read } from './read.ts'
import { anything } from './section.ts'

/** What is written of an option. One that fixed the shape of the program can't be set any more: it is `fixed`. */
interface Declared {
  readonly symbol?: string | undefined
  readonly about?: string | undefined
  readonly range: string
  readonly fixed: boolean
}

const declared: Codec<Declared> = fields<Declared>('an option', {
  symbol: optional(text),
  about: optional(text),
  range: text,
  fixed: truth,
})

interface Outline {
  readonly format: 'retain-method'
  readonly version: 1
  readonly source: string
  readonly deviations: readonly string[]
  readonly options: Readonly<Record<string, Declared>>
  readonly program: unknown
}

const outline: Codec<Outline> = fields<Outline>('a method', {
  format: literalOf('retain-method'),
  version: guarded('1', (u): u is 1 => u === 1),
  source: text,
  deviations: list(text),
  options: record(declared),
  program: anything,
})

/** Options that stay constants with a name in a program, by the words that their range is declared with. */
const named: Readonly<Record<string, (typeof namedConstants)[number]>> = Object.fromEntries(
  namedConstants.map((make) => [make(1).range, make]),
)

const isNamed = (option: Option<unknown, unknown>, name: string, value: number | string): boolean => {
  const seen = option.seen(name, value)
  return typeof seen === 'object' && seen !== null && '_tag' in seen && seen._tag === 'Option'
}

const fixedRange = (value: number | string): string => `${value}, fixed when the program was written`

/** A method at given options as plain JSON: its declaration, and its program. */
export const methodToJson = (method: Method, values: Values): unknown =>
  outline.encode({
    format: 'retain-method',
    version: 1,
    source: method.source,
    deviations: method.deviations,
    options: Object.fromEntries(
      Object.entries(method.options).map(([name, option]) => {
        const value = values[name] ?? option.fallback
        const fixed = !isNamed(option, name, value)
        const { symbol, about } = option
        return [name, { symbol, about, range: fixed ? fixedRange(value) : option.range, fixed }]
      }),
    ),
    program: encodeProgram(method.program(values)),
  })

const fixedTo = (value: number | string, { symbol, about }: Declared): Option<number | string, number | string> => ({
  codec: guarded(`${value}`, (u): u is number | string => u === value),
  fallback: value,
  range: fixedRange(value),
  parse: (text) => (typeof value === 'number' && text.trim() !== '' ? Number(text) : text),
  seen: (_name, given) => given,
  ...(symbol === undefined ? {} : { symbol }),
  ...(about === undefined ? {} : { about }),
})

const optionOf = (
  name: string,
  of: Declared,
  value: number | string | undefined,
): E.Either<Trouble, Options[string]> => {
  if (value === undefined)
    return E.left({ path: `.program.options.${name}`, rule: 'a declared option must have a value', got: 'nothing' })
  if (of.fixed) return E.right(fixedTo(value, of))
  const make = Object.hasOwn(named, of.range) ? named[of.range] : undefined
  if (make === undefined)
    return E.left({
      path: `.options.${name}.range`,
      rule: `the range of an option that can be set must be one of ${Object.keys(named).join(', ')}`,
      got: `\`${of.range}\``,
    })
  const { symbol, about } = of
  const option = make(typeof value === 'number' ? value : Number.NaN, {
    ...(symbol === undefined ? {} : { symbol }),
    ...(about === undefined ? {} : { about }),
  })
  return E.isRight(option.codec.decode(value))
    ? E.right(option)
    : E.left({ path: `.program.options.${name}`, rule: `option \`${name}\` must be ${of.range}`, got: String(value) })
}

const optionsOf = (of: Outline['options'], values: Values): E.Either<Trouble, Options> => {
  const stranger = Object.keys(values).find((name) => !Object.hasOwn(of, name))
  if (stranger !== undefined)
    return E.left({
      path: `.program.options.${stranger}`,
      rule: 'an option must be declared in `options`',
      got: stranger,
    })
  const entries: (readonly [string, Options[string]])[] = []
  for (const [name, declaration] of Object.entries(of)) {
    const option = optionOf(name, declaration, Object.hasOwn(values, name) ? values[name] : undefined)
    if (E.isLeft(option)) return option
    entries.push([name, option.right])
  }
  return E.right(Object.fromEntries(entries))
}

/**
 * A method from plain JSON. Its numeric options are still settable within their bounds; those that fixed the shape of the
 * program are not, and say so. Running it gives what the method that was written would have given, to the bit.
 */
export const methodFromJson = (u: unknown): E.Either<Fault, Method> =>
  pipe(
    read(outline, u),
    E.mapLeft(faultOf),
    E.chain(({ source, deviations, options, program: raw }) =>
      pipe(
        decodeProgram(raw),
        E.mapLeft((of) => ({ ...of, ...(of.path === undefined ? {} : { path: of.path.map((p) => `program.${p}`) }) })),
        E.chain((program) =>
          pipe(
            optionsOf(options, program.options),
            E.mapLeft(faultOf),
            E.map((declarations) => methodOf(program, source, deviations, declarations)),
          ),
        ),
      ),
    ),
  )

const methodOf = (program: MethodProgram, source: string, deviations: readonly string[], options: Options): Method => ({
  name: program.method,
  source,
  deviations,
  options,
  program: (values) => ({ ...program, options: { ...program.options, ...values } }),
})
