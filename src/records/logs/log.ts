import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { RecordedEvent, RunStarted } from '../../experiment/protocol/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { reasonOf } from '../../files/index.ts'
import { isEnding } from '../seal.ts'
import { begun, type Drawn, drawn, type Point } from './curves.ts'

/** How the curves of a run are written into a file that other tools read, as they are drawn. */
export interface LogForm {
  /** The file of a run of that name in a folder. */
  readonly fileOf: (folder: string, name: string) => string
  /** What the file begins with. */
  readonly head: (started: RunStarted) => Uint8Array | string
  readonly points: (points: readonly Point[], started: RunStarted, name: string) => Uint8Array | string
}

/** Logs of runs in a folder, each told by the name of its run. */
export interface Log {
  readonly hear: (name: string, event: RecordedEvent) => E.Either<Fault, void>
  /** Whether anything is written. */
  readonly isAsked: boolean
  /** Which runs were told of. */
  readonly heard: () => ReadonlySet<string>
}

export interface LogSettings {
  readonly folder: string
  /** Whether logs of the same runs that are there are replaced. */
  readonly force: boolean
}

interface Open {
  readonly file: number
  readonly run: Drawn
}

const unwritable = (path: string, error: unknown): Fault =>
  fault({
    where: '--log',
    rule: 'the log must be a file that can be written',
    got: reasonOf(error),
    path: [path],
    hint: 'name another folder, or replace what is there with --force',
  })

/** Logs of a form. A run's file is made when it starts. */
export const logIn = ({ fileOf, head, points }: LogForm, { folder, force }: LogSettings): Log => {
  const open = new Map<string, Open>()
  const heard = new Set<string>()
  const write = (file: number, what: Uint8Array | string): void => {
    const bytes = typeof what === 'string' ? Buffer.from(what) : what
    for (let sent = 0; sent < bytes.length; ) sent += writeSync(file, bytes, sent)
  }
  const begin = (name: string, started: RunStarted): void => {
    const path = fileOf(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    const old = open.get(name)
    if (old !== undefined) closeSync(old.file)
    if (force || heard.has(name)) rmSync(path, { force: true })
    const file = openSync(path, 'wx')
    open.set(name, { file, run: begun(started) })
    heard.add(name)
    write(file, head(started))
  }
  const go = (name: string, event: RecordedEvent): void => {
    if (event._tag === 'RunStarted') begin(name, event)
    const there = open.get(name)
    if (there === undefined) return
    const [run, more] = drawn(there.run, event)
    open.set(name, { ...there, run })
    if (more.length > 0) write(there.file, points(more, run.started, name))
    if (!isEnding(event)) return
    closeSync(there.file)
    open.delete(name)
  }
  return {
    hear: (name, event) =>
      E.tryCatch(
        () => go(name, event),
        (error) => unwritable(fileOf(folder, name), error),
      ),
    isAsked: true,
    heard: () => heard,
  }
}

/** All that is told to one is told to each. */
export const together = (logs: readonly Log[]): Log => ({
  hear: (name, event) =>
    pipe(
      logs,
      E.traverseArray((log) => log.hear(name, event)),
      E.map(() => undefined),
    ),
  isAsked: logs.length > 0,
  heard: () => logs[0]?.heard() ?? new Set(),
})
