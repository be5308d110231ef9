import { load } from '../core.ts'

/** Whether a package can be found from here; it is not loaded. */
export const installed = (name: string): boolean => {
  try {
    load.resolve(name)
    return true
  } catch {
    return false
  }
}
