import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

/** Starts a script of this folder, or a command of Retain's, as a process of its own. */
export const started = (script: string, ...args: readonly string[]): ChildProcess & { readonly said: () => string } => {
  const path = script.includes('/') ? script : join(import.meta.dirname, script)
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  return Object.assign(child, { said: () => text })
}

/** How a process ended: its exit status, or the signal. */
export const ending = (child: ChildProcess): Promise<number | string | null> =>
  new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)))

/** When a process first says something. */
export const word = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) stream?.once('data', () => resolve())
    child.once('close', () => resolve())
  })
