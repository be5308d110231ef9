import type { Figure } from './figures.ts'
import type { Standing } from './standing.ts'
export const pageOf = (
  _standings: readonly Standing[],
  _seeds: readonly number[],
  _figures: readonly Figure[],
): string => ''
