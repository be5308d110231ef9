import type * as t from 'io-ts'
import type { Line, Recorded, Resolved, Rows, Setting } from './setting.ts'
import { type Table, table } from './table.ts'

/** The rows whose settings every record has, and those whose settings a record may have, with what it has of them. */
type PropsOf<T extends Rows, Always extends boolean> = {
  readonly [K in keyof T as T[K] extends { readonly recorded?: Recorded<infer _A, infer _R, Always> }
    ? [RecordedIn<T[K]>] extends [never]
      ? never
      : K
    : never]: t.Type<RecordedIn<T[K]>>
}

type RecordedIn<S> = S extends Setting<infer _A, infer R, infer _N, infer _W> ? R : never

/** What a record keeps of the settings of a table. */
export type RecordedOf<T extends Rows> = {
  readonly [K in keyof PropsOf<T, true>]: t.TypeOf<PropsOf<T, true>[K]>
} & {
  readonly [K in keyof PropsOf<T, false>]?: t.TypeOf<PropsOf<T, false>[K]>
}

export type RecordedSettings = RecordedOf<Table>

const recordedIn = (rows: Rows) =>
  Object.entries(rows).flatMap(([name, { recorded }]) => (recorded === undefined ? [] : [{ name, ...recorded }]))

/** The codecs of what a record keeps, by name: of what every record has, or of what it may have. */
export const propsOf = <T extends Rows, Always extends boolean>(rows: T, always: Always): PropsOf<T, Always> =>
  Object.fromEntries(
    recordedIn(rows).flatMap((one) => (one.always === always ? [[one.name, one.codec]] : [])),
  ) as PropsOf<T, Always>

/** What a record keeps of the settings that were asked for, as they are run. */
export const recordedOf =
  <T extends Rows>(rows: T) =>
  (asked: { readonly [K in keyof T]?: unknown }, on: Resolved): RecordedOf<T> =>
    Object.fromEntries(
      recordedIn(rows).flatMap(({ name, of }) => {
        const value: unknown = of(asked[name], on)
        return value === undefined ? [] : [[name, value]]
      }),
    ) as RecordedOf<T>

/** What of something that holds settings as records do is settings. */
export const settingsIn =
  <T extends Rows>(rows: T) =>
  (of: RecordedOf<T>): RecordedOf<T> =>
    Object.fromEntries(
      recordedIn(rows).flatMap(({ name }) => {
        const value = of[name as keyof typeof of]
        return value === undefined ? [] : [[name, value]]
      }),
    ) as RecordedOf<T>

/** A line about a run, in words: `20 tasks of 1000 examples, batches of 10`. */
export const wordsOf =
  <T extends Rows>(rows: T) =>
  (line: Line, of: Readonly<Partial<RecordedOf<T>>>): string =>
    recordedIn(rows)
      .map(({ name, words }) => {
        const value: unknown = of[name as keyof typeof of]
        return value === undefined || words?.line !== line ? '' : words.say(value, of)
      })
      .join('')

/** What every record has of settings, and what it has where that isn't the usual. */
export const alwaysRecorded = propsOf(table, true)
export const sometimesRecorded = propsOf(table, false)

/** The settings of a run as its record keeps them. */
export const recordedSettings = recordedOf(table)

/** What of a record's start is settings. */
export const settingsOf = settingsIn(table)

/** A line about a run, in words. */
export const settingWords = wordsOf(table)
