import { Worker } from 'node:worker_threads'
import type { Output } from '../terminal/console.ts'
import { type Death, isNews, type News, type Wire } from './wire.ts'

/** A plain script: a thread starts without the loader that reads TypeScript. */
const script = new URL('../../../bin/thread.js', import.meta.url)

/**
 * How much room, in MiB, young objects have: what is evaluated makes many that die soon, and with the usual room they are looked through so
 * often that it takes a quarter of the time.
 */
const young = 128

/** A thread that carries out errands. What code in it prints, to whichever stream, goes to `err`: results are the command's own. */
export const thread = (err: Output): Wire => {
  const worker = new Worker(script, {
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxYoungGenerationSizeMb: young },
  })
  let heard: (news: News) => void = () => {}
  let died: (how: Death) => void = () => {}
  for (const stream of [worker.stdout, worker.stderr])
    stream.setEncoding('utf8').on('data', (chunk) => err.write(chunk))
  worker
    .on('message', (message: unknown) => {
      if (isNews(message)) heard(message)
    })
    .on('error', (error) => died({ _tag: 'Threw', error }))
    .on('exit', (code) => died({ _tag: 'Exited', code }))
  return {
    send: (command) => worker.postMessage(command),
    listen: (hear, die) => {
      heard = hear
      died = die
    },
    end: async () => {
      await worker.terminate()
    },
  }
}
