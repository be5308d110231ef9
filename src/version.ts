import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

/** The version in a `package.json`, found as `require` finds it; `unknown` where there is none. */
export const versionOf = (path: string): string => {
  try {
    return String((load(path) as { readonly version?: unknown }).version)
  } catch {
    return 'unknown'
  }
}

/** The version of Retain. */
export const retainVersion = (): string => versionOf('../package.json')
