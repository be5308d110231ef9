import { Writable } from 'node:stream'
import type { Console } from '../../src/cli/console.ts'
import { main } from '../../src/cli/main.ts'

export interface Around {
  readonly terminal?: boolean
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Told what is written to the error output. */
  readonly onErr?: (text: string) => void
}

/** A console that keeps what is written. */
export const sinks = (
  around: Around = {},
): { readonly console: Console; readonly text: { out: string; err: string } } => {
  const text = { out: '', err: '' }
  const sink = (hear: (chunk: string) => void) =>
    Object.assign(
      new Writable({
        write: (chunk, _encoding, done) => {
          hear(String(chunk))
          done()
        },
      }),
      { isTTY: around.terminal === true, columns: around.columns ?? 80 },
    )
  const console: Console = {
    out: sink((chunk) => {
      text.out += chunk
    }),
    err: sink((chunk) => {
      text.err += chunk
      around.onErr?.(chunk)
    }),
    env: around.env ?? {},
    signal: around.signal ?? new AbortController().signal,
  }
  return { console, text }
}

export interface Captured {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Carries out a command line in this process and catches what it prints. */
export const captured = async (args: readonly string[], around: Around = {}): Promise<Captured> => {
  const { console, text } = sinks(around)
  const status = await main(args, console)
  return { status, ...text }
}

/** The words of a command line that has no quotes. */
export const words = (line: string): readonly string[] => line.split(' ').filter((word) => word !== '')
