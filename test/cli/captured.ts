import { Writable } from 'node:stream'
import { MessageChannel } from 'node:worker_threads'
import { main } from '../../src/cli/main.ts'
import type { Console } from '../../src/cli/terminal/console.ts'
import { serve } from '../../src/cli/worker/serve.ts'
import type { News, Wire } from '../../src/cli/worker/wire.ts'

export interface Around {
  readonly terminal?: boolean
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Told what is written to the error output. */
  readonly onErr?: (text: string) => void
}

/** A worker in this thread: what goes to and fro is copied as for another. */
const nearby = (): Wire => {
  const { port1, port2 } = new MessageChannel()
  serve({
    postMessage: (news) => port2.postMessage(news),
    on: (name, heard) => port2.on(name, heard),
  })
  let hear: (news: News) => void = () => {}
  port1.on('message', (news: News) => hear(news))
  return {
    send: (command) => port1.postMessage(command),
    listen: (heard) => {
      hear = heard
    },
    end: async () => port1.close(),
  }
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
    start: nearby,
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
