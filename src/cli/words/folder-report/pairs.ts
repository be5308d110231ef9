import { type Metric, protocolOf } from '../../../experiment/protocol/index.ts'
import { isClear, type Paired, pairedDifference, type Standing } from '../../../sweep/index.ts'

/** How methods differ by one metric: entry [i][j] of method i less method j; none on the diagonal, and where no seed is in common. */
export interface Pairs {
  readonly metric: Metric
  readonly labels: readonly string[]
  readonly differences: readonly (readonly (Paired | undefined)[])[]
}

/** The differences by the first metric that methods are compared by, of at least two methods that came to an end. */
export const pairsOf = (standings: readonly Standing[]): Pairs | undefined => {
  const metric = protocolOf(standings[0]?.sample.started ?? {}).metrics.find(({ compared }) => compared)
  const ended = standings.filter(({ mean }) => mean !== undefined)
  if (metric === undefined || ended.length < 2) return undefined
  return {
    metric,
    labels: ended.map(({ label }) => label),
    differences: ended.map((a) => ended.map((b) => (a === b ? undefined : pairedDifference(a, b, metric.name)))),
  }
}

const unsigned = (text: string): string => text.replace(/^[+−-]/, '')

/** A difference as it stands in a table: with its sign, and its interval where it has one. */
export const saidOf = ({ shown }: Metric, { mean, half }: Paired): string => {
  const size = unsigned(shown(Math.abs(mean)))
  const sign = !/[1-9]/.test(size) ? '' : mean > 0 ? '+' : '−'
  return `${sign}${size}${half === undefined ? '' : ` ± ${unsigned(shown(half))}`}`
}

/** Which way a difference goes, where its interval says so. */
export const verdictOf = ({ better }: Metric, paired: Paired): 'better' | 'worse' | 'open' =>
  !isClear(paired) ? 'open' : paired.mean > 0 === (better === 'more') ? 'better' : 'worse'
