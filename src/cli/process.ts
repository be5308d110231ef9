import type { Console } from './console.ts'
import { legible } from './legible.ts'

/**
 * The console of this process. A reader that goes away (`… | head -1`) ends it quietly.
 *
 * @param catching whether an interrupt is left to the command, which then ends in good order; a second one ends it at once
 */
export const processConsole = (catching: boolean): Console => {
  const interrupt = new AbortController()
  if (catching) for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupt.abort())
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2))
  }
  const { env } = process
  return { out: legible(process.stdout, env), err: legible(process.stderr, env), env, signal: interrupt.signal }
}
