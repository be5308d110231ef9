import { readFileSync, readlinkSync } from 'node:fs'
import { hostname, uptime } from 'node:os'

const contentOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

const targetOf = (link: string): string => {
  try {
    return readlinkSync(link)
  } catch {
    return ''
  }
}

/**
 * What tells apart the machines that number processes for themselves: the name of the host, and where the system says them its boot
 * and its namespace of processes (containers may share a name and a folder, but not their processes).
 */
export const machine = (): string =>
  [hostname(), contentOf('/proc/sys/kernel/random/boot_id')?.trim() ?? '', targetOf('/proc/self/ns/pid')]
    .filter((part) => part !== '')
    .join(' ')

/** Whether the system tells of its processes in files. */
const told = (): boolean => contentOf('/proc/self/stat') !== undefined

/** When a process of this machine started, in ticks since the machine did; `undefined` where it is gone, or nothing is told of it. */
export const startOf = (id: number): string | undefined => {
  // The name of the program is in brackets and may hold anything: fields are counted after the last one.
  const fields = contentOf(`/proc/${id}/stat`)
    ?.replace(/^.*\)\s*/s, '')
    .split(' ')
  const [state] = fields ?? []
  return state === 'Z' || state === 'X' ? undefined : fields?.[19]
}

const answers = (id: number): boolean => {
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/**
 * Whether a process of this machine is gone. Numbers of processes are used again: one of that number which started at another time
 * is another process. Where the system doesn't say when, one from before the machine was last started is gone.
 *
 * @param since when it was last known to be there, in milliseconds
 */
export const isGone = (id: number, started: string | undefined, since: number): boolean => {
  if (started !== undefined && told()) return startOf(id) !== started
  return !answers(id) || since < Date.now() - uptime() * 1000 - 60_000
}
