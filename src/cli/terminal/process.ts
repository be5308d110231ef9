import { thread } from '../worker/thread.ts'
import type { Console } from './console.ts'
import { legible } from './legible.ts'

/** The console of this process. A reader that goes away (`… | head -1`) ends it quietly. */
export const processConsole = (signal: AbortSignal): Console => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2))
  }
  const { env } = process
  const [out, err] = [legible(process.stdout, env), legible(process.stderr, env)]
  return { out, err, env, signal, start: () => thread(err) }
}
