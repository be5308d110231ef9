import { kindOf } from './kind.ts'
import type { Syntax } from './syntax.ts'

/** Whether computed numbers decide what a memory comes to, so that the host has to be told them. A push may, where scores are kept. */
export const decidesMemory = (s: Syntax): boolean =>
  s._tag === 'ReplaceAt' ||
  s._tag === 'Push' ||
  (s._tag === 'When' && s.then.some((term) => kindOf(term)._tag === 'Memory'))
