import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const own = fileURLToPath(new URL('.', import.meta.url))
const bin = fileURLToPath(new URL('../bin/', import.meta.url))

/** Whether code there is written by whoever uses Retain: not Retain's, not a package's, not the engine's. */
const isUsers = (file: string): boolean =>
  !file.startsWith(own) &&
  !file.startsWith(bin) &&
  !file.startsWith('node:') &&
  !file.startsWith('data:') &&
  !file.includes('/node_modules/') &&
  /[\\/]/.test(file)

const pathOf = (url: string): string => {
  try {
    return url.startsWith('file:') ? fileURLToPath(url) : url
  } catch {
    return url
  }
}

const shortened = (file: string): string => {
  const near = relative(process.cwd(), file)
  return near === '' || near.startsWith('..') ? file : near
}

/**
 * Where in a user's file an exception comes from, as `mine.ts:7:9`, in the positions of its source: the innermost call that is
 * neither Retain's nor a package's. `undefined` where there is none.
 */
export const placeOf = (error: unknown): string | undefined => {
  const stack = typeof error === 'object' && error !== null && 'stack' in error ? error.stack : undefined
  if (typeof stack !== 'string') return undefined
  for (const line of stack.split('\n')) {
    const [, file, row, column] = /^\s+at (?:.*? \()?(?:async )?(\S.*?):(\d+):(\d+)\)?$/.exec(line) ?? []
    if (file === undefined) continue
    const path = pathOf(file)
    if (isUsers(path)) return `${shortened(path)}:${row}:${column}`
  }
  return undefined
}
