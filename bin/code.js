import { existsSync } from 'node:fs'

/** In a checkout the sources are there, and a loader reads them as they are; in a package, what was compiled from them. */
const sources = new URL('../src/', import.meta.url)
const compiled = new URL('../dist/', import.meta.url)
const isCheckout = existsSync(new URL('cli/main.ts', sources))

if (isCheckout) {
  const { register } = await import('tsx/esm/api')
  register()
}

/** A module of Retain, named by its path without the ending. */
export const code = (module) =>
  import(isCheckout ? new URL(`${module}.ts`, sources).href : new URL(`${module}.js`, compiled).href)
