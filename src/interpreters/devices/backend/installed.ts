import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { load } from '../engine/index.ts'

const placeOf = (name: string): string | undefined => {
  try {
    return load.resolve(name)
  } catch {
    return undefined
  }
}

/** Whether a package can be found from here; it is not loaded. */
export const installed = (name: string): boolean => placeOf(name) !== undefined

/** Whether a build of tfjs-node is here with its binding: `npm ci --ignore-scripts` leaves the package without it. */
export const installedWhole = (name: string): boolean => {
  const place = placeOf(`${name}/package.json`)
  if (place === undefined) return false
  const lib = join(dirname(place), 'lib')
  return existsSync(lib) && readdirSync(lib).some((folder) => existsSync(join(lib, folder, 'tfjs_binding.node')))
}
