import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../../fault.ts'
import type { Flag, Rows, Setting, Written } from './setting.ts'
import { type Table, table } from './table.ts'

/** What is written on a command line, by the names that its parser gives to flags. */
export type Flags = Readonly<Record<string, Written | undefined>>

type ValueOf<S> = S extends Setting<infer A, infer _R, infer _N, infer _W> ? A : never

type NeededIn<T extends Rows> = { [K in keyof T]: T[K]['needed'] extends true ? K : never }[keyof T]

/** The settings of a table, decoded: plain data that goes to other threads. */
export type AskedOf<T extends Rows> = { readonly [K in keyof Pick<T, NeededIn<T>>]: ValueOf<T[K]> } & {
  readonly [K in keyof Omit<T, NeededIn<T>>]?: ValueOf<T[K]> | undefined
}

/** What is asked of an experiment: what isn't given is the benchmark's own. */
export type Asked = AskedOf<Table>

/** `--class-order` of `--class-order <HOW>`. */
export const flagOf = ({ form }: Pick<Flag, 'form'>): string => form.split(' ')[0] ?? form

/** What the parser of a command line calls a flag: `classOrder` for `--class-order`. */
const attributeOf = (flag: string): string =>
  flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** The settings that flags ask for, each checked; the others have their fallbacks, or are left out. */
export const askedIn =
  <T extends Rows>(rows: T) =>
  (flags: Flags): E.Either<Fault, AskedOf<T>> =>
    pipe(
      Object.entries(rows),
      E.traverseArray(([name, { flag, read, fallback, needed }]) => {
        const where = flagOf(flag)
        const written = flags[attributeOf(where)] ?? fallback
        if (written !== undefined)
          return pipe(
            read(where)(written),
            E.map((value): readonly (readonly [string, unknown])[] => [[name, value]]),
          )
        return needed ? E.left(fault({ where, rule: 'it must be given', got: 'nothing' })) : E.right([])
      }),
      E.map((entries) => Object.fromEntries(entries.flat()) as AskedOf<T>),
    )

/** What the flags of a command ask of an experiment. */
export const asked: (flags: Flags) => E.Either<Fault, Asked> = askedIn(table)
