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
