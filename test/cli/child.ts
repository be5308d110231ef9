import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** How a process of the command line ended. */
export interface Ended {
  /** The exit status; of a process that a signal ended what a shell says, 128 and its number. */
  readonly status: number
  readonly out: string
  readonly err: string
  /** Milliseconds from the signal to the end. */
  readonly after: number
}

export interface Life {
  readonly cwd?: string
  /** Sends a signal after so many milliseconds, or once the error output has such a text. */
  readonly signalled?: number | string
  /** Sends the same signal again so many milliseconds after the first. */
  readonly again?: number
  /** Which script of `bin` is run. */
  readonly bin?: string
}

/** A process that hangs for so many milliseconds is killed, and its status is that of SIGKILL. */
const patience = 60_000

const numbers: Readonly<Record<string, number>> = { SIGINT: 2, SIGKILL: 9 }

/** Runs a command line in a process of its own. */
export const child = (
  args: readonly string[],
  { cwd, signalled, again, bin = 'retain.js' }: Life = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const one = spawn(process.execPath, [join(root, 'bin', bin), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
    })
    const text = { out: '', err: '' }
    let sent: number | undefined
    const interrupt = (): void => {
      if (sent !== undefined) return
      sent = performance.now()
      one.kill('SIGINT')
      if (again !== undefined) setTimeout(() => one.kill('SIGINT'), again)
    }
    one.stdout.on('data', (chunk) => {
      text.out += chunk
    })
    one.stderr.on('data', (chunk) => {
      text.err += chunk
      if (typeof signalled === 'string' && text.err.includes(signalled)) interrupt()
    })
    if (typeof signalled === 'number') setTimeout(interrupt, signalled)
    const kill = setTimeout(() => one.kill('SIGKILL'), patience)
    one.on('close', (code, by) => {
      clearTimeout(kill)
      resolve({ status: code ?? 128 + (numbers[by ?? ''] ?? 0), ...text, after: performance.now() - (sent ?? 0) })
    })
  })
