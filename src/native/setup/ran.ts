import { type ChildProcess, spawn } from 'node:child_process'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { codeOf } from '../../files/index.ts'
import type { Environment } from '../place.ts'

/** How a program that was called failed. */
export interface Failed {
  readonly _tag: 'Missing' | 'Ended' | 'Stopped'
  /** What it said last, to either stream, or how it ended. */
  readonly said: string
}

export interface Call {
  readonly cwd?: string
  readonly env: Environment
  readonly signal: AbortSignal
}

/** No more than so many letters of what a program says are kept. */
const most = 20_000

/** How long, in milliseconds, a program that is asked to end may take. */
const grace = 500

/** Ends a program and all that it has started: it leads a group of processes of its own. */
const end = (child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void => {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal)
  } catch {}
}

/** What a program wrote to its two streams. */
export interface Said {
  readonly out: string
  readonly err: string
}

/** Calls a program and gives what it wrote. Once the signal comes it is ended, with all that it started. */
export const ran =
  (program: string, args: readonly string[], { cwd, env, signal }: Call): TaskEither<Failed, Said> =>
  () =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve(E.left({ _tag: 'Stopped', said: 'interrupted' }))
      const child = spawn(program, [...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
        env: env as NodeJS.ProcessEnv,
        ...(cwd === undefined ? {} : { cwd }),
      })
      const text = { out: '', err: '', all: '' }
      const stop = (): void => {
        end(child, 'SIGTERM')
        setTimeout(() => end(child, 'SIGKILL'), grace).unref()
      }
      const fallen = (): void => end(child, 'SIGKILL')
      signal.addEventListener('abort', stop)
      process.once('exit', fallen)
      const settle = (how: E.Either<Failed, Said>): void => {
        signal.removeEventListener('abort', stop)
        process.removeListener('exit', fallen)
        resolve(signal.aborted ? E.left({ _tag: 'Stopped', said: 'interrupted' }) : how)
      }
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text.out = (text.out + chunk).slice(-most)
        text.all = (text.all + chunk).slice(-most)
      })
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        text.err = (text.err + chunk).slice(-most)
        text.all = (text.all + chunk).slice(-most)
      })
      child.on('error', (error) => settle(E.left({ _tag: 'Missing', said: codeOf(error) })))
      child.on('close', (code, by) =>
        settle(
          code === 0
            ? E.right({ out: text.out, err: text.err })
            : E.left({
                _tag: 'Ended',
                said: by === null ? text.all.trim() : `${text.all.trim()}\nended by ${by}`.trim(),
              }),
        ),
      )
    })

/** The lines of what a program said that tell most of why it failed: those with an error in them, else the last. */
export const reasonIn = (said: string, lines = 3): string => {
  const all = said.split('\n').filter((line) => line.trim() !== '')
  const wrong = all.filter((line) => /\berror\b|ended by/i.test(line))
  return (wrong.length > 0 ? wrong.slice(0, lines) : all.slice(-lines))
    .map((line) => line.trim().slice(0, 300))
    .join('\n')
}
