import { Writable } from 'node:stream'
import { main } from '../../src/cli/main.ts'

export interface Captured {
  readonly status: number
  readonly out: string
  readonly err: string
}

export interface Around {
  readonly terminal?: boolean
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Told what has been written to the error output. */
  readonly onErr?: (text: string) => void
}

const sink = (around: Around, hear: (text: string) => void) =>
  Object.assign(
    new Writable({
      write: (chunk, _encoding, done) => {
        hear(String(chunk))
        done()
      },
    }),
    { isTTY: around.terminal === true, columns: around.columns ?? 80 },
  )

/** Carries out a command line in this process and catches what it prints. */
export const captured = async (args: readonly string[], around: Around = {}): Promise<Captured> => {
  const text = { out: '', err: '' }
  const status = await main(args, {
    out: sink(around, (chunk) => {
      text.out += chunk
    }),
    err: sink(around, (chunk) => {
      text.err += chunk
      around.onErr?.(chunk)
    }),
    env: around.env ?? {},
    signal: around.signal ?? new AbortController().signal,
  })
  return { status, ...text }
}

/** The words of a command line that has no quotes. */
export const words = (line: string): readonly string[] => line.split(' ').filter((word) => word !== '')
