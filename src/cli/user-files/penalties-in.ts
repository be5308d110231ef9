import type { Penalty } from '../../dsl/index.ts'
import type { Exports } from './user-module.ts'

const isPenalty = (value: unknown): value is Penalty =>
  typeof value === 'object' &&
  value !== null &&
  'value' in value &&
  typeof value.value === 'function' &&
  'gradient' in value &&
  typeof value.gradient === 'function' &&
  'prox' in value &&
  typeof value.prox === 'function'

/** The penalties that a module exports, each once, by name. */
export const penaltiesIn = (exported: Exports): readonly (readonly [string, Penalty])[] => {
  const found = new Map(
    Object.entries(exported).flatMap(([name, value]) =>
      isPenalty(value) ? [[value, name === 'default' ? value.name : name] as const] : [],
    ),
  )
  return [...found].map(([penalty, name]) => [name, penalty])
}
