import { pipe } from 'fp-ts/lib/function.js'
import * as Task from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fetched, fetchDataSet, type Progress, type Publication, publications } from '../../data/index.ts'
import type { Fault } from '../../fault.ts'
import { barOf } from '../terminal/bar.ts'
import type { Console, Output } from '../terminal/console.ts'
import { megabytes } from '../words/megabytes.ts'
import { interrupted } from '../worker/by-hand.ts'

/** The flags of `retain data fetch`. */
export interface FetchFlags {
  readonly data?: string
  readonly quiet?: boolean
}

interface Listener {
  readonly hear: (progress: Progress) => void
  readonly done: () => void
}

/** A line when a file begins to come. */
const lines = (err: Output): Listener => {
  let last: string | undefined
  return {
    hear: ({ file, bytes }) => {
      if (file !== last) err.write(`${file}, ${megabytes(bytes)}\n`)
      last = file
    },
    done: () => {},
  }
}

const bar = (err: Output, total: number): Listener => {
  const { advance, stop } = barOf(err, total)
  const so = new Map<string, number>()
  return {
    hear: ({ file, received, bytes }) => {
      advance(received - (so.get(file) ?? 0), file, `of ${megabytes(bytes)}`)
      so.set(file, received)
    },
    done: stop,
  }
}

const listener = (err: Output, quiet: boolean, of: Publication | undefined): Listener => {
  if (quiet) return { hear: () => {}, done: () => {} }
  const total = of?.downloads.reduce((sum, { known }) => sum + known.bytes, 0) ?? 1
  return err.isTTY === true ? bar(err, total) : lines(err)
}

const printed = ({ files, dir }: Fetched): string =>
  `${files.map(({ path, bytes, state }) => `${path}: ${state}, ${megabytes(bytes)}\n`).join('')}name it with --data ${dir}\n`

/** Fetches a data set that is published into a folder, and says how to name it. */
export const fetchCommand =
  (console: Console, known: readonly Publication[] = publications) =>
  (name: string, { data = 'data', quiet = false }: FetchFlags): TE.TaskEither<Fault, number> => {
    const { hear, done } = listener(
      console.err,
      quiet,
      known.find((one) => one.name === name),
    )
    /** Somebody listens: the process waits until things are in order. */
    const stop = new AbortController()
    const hearing = (): void => stop.abort()
    console.signal.addEventListener('abort', hearing)
    if (console.signal.aborted) hearing()
    return pipe(
      fetchDataSet(name, data, { onProgress: hear, known, signal: stop.signal }),
      Task.map((fetched) => {
        done()
        console.signal.removeEventListener('abort', hearing)
        return fetched
      }),
      TE.map((fetched) => {
        console.out.write(printed(fetched))
        return 0
      }),
      TE.orElse((fault) => {
        if (!stop.signal.aborted) return TE.left(fault)
        console.err.write('interrupted; files that are whole stay: go on with the same command\n')
        return TE.right(interrupted)
      }),
    )
  }
