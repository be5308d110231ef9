import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as O from 'fp-ts/lib/Option.js'
import { type Kind, packages } from './pinned.ts'

const { resolve } = createRequire(import.meta.url)

/**
 * The folder of an installed package that has its own library: by its own download, when it was installed. `npm ci --ignore-scripts`
 * leaves it without.
 */
export const downloaded = (kind: Kind): O.Option<string> => {
  try {
    const place = dirname(resolve(`${packages[kind]}/package.json`))
    const lib = join(place, 'lib')
    return existsSync(lib) && readdirSync(lib).some((folder) => existsSync(join(lib, folder, 'tfjs_binding.node')))
      ? O.some(place)
      : O.none
  } catch {
    return O.none
  }
}
