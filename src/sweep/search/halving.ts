/** How trials are thinned out: of η on a rung the best goes on to the next, where it has η times as many seeds. */
export interface Ladder {
  /** η, ≥ 2. */
  readonly eta: number
  /** How many rungs there are, ≥ 1; one is random search. */
  readonly rungs: number
  /** How many trials there are at most. */
  readonly trials: number
}

/** What is known of a trial on a rung: its score, more is better; −∞ for one that did not come to its end. */
export interface Ruling {
  readonly trial: number
  readonly rung: number
  readonly score: number
}

/** A trial that is to be run on a rung. */
export interface Decision {
  readonly trial: number
  readonly rung: number
}

/** On how many of so many seeds a trial is run on a rung: the last has all, each before it one η-th, rounded up. */
export const seedsOn = (rung: number, seeds: number, { eta, rungs }: Pick<Ladder, 'eta' | 'rungs'>): number =>
  Math.ceil(seeds / eta ** (rungs - 1 - rung))

/** As many rungs as make the first one of a single seed: 1 + ⌈log_η seeds⌉. */
export const rungsFor = (seeds: number, eta: number): number => {
  let rungs = 1
  for (let most = 1; most < seeds; most *= eta) rungs += 1
  return rungs
}

/** The best ⌊n / η⌋ of those judged on a rung; of equal ones the first. */
const best = (rulings: readonly Ruling[], eta: number): readonly number[] =>
  [...rulings]
    .sort((a, b) => b.score - a.score || a.trial - b.trial)
    .slice(0, Math.floor(rulings.length / eta))
    .filter(({ score }) => score > Number.NEGATIVE_INFINITY)
    .map(({ trial }) => trial)

/**
 * What is to be run next, by asynchronous successive halving: a trial that may go up from the highest rung where one may, else a new one
 * on the lowest, else nothing. A trial may go up where it is among the best ⌊n / η⌋ of the n that are judged on its rung, and has not
 * gone up.
 *
 * @param given what was decided before, judged or not
 * @source L. Li et al., A system for massively parallel hyperparameter tuning, MLSys 2020, algorithm 2
 */
export const nextOf = (
  { eta, rungs, trials }: Ladder,
  given: readonly Decision[],
  judged: readonly Ruling[],
): Decision | undefined => {
  for (let rung = rungs - 2; rung >= 0; rung -= 1) {
    const up = best(
      judged.filter((one) => one.rung === rung),
      eta,
    ).find((trial) => !given.some((one) => one.trial === trial && one.rung === rung + 1))
    if (up !== undefined) return { trial: up, rung: rung + 1 }
  }
  const begun = given.filter(({ rung }) => rung === 0).length
  return begun < trials ? { trial: begun, rung: 0 } : undefined
}

/** So many decisions at once, of what is judged now: what is decided in between is not judged yet. */
export const roundOf = (
  ladder: Ladder,
  given: readonly Decision[],
  judged: readonly Ruling[],
  width: number,
): readonly Decision[] => {
  const round: Decision[] = []
  while (round.length < width) {
    const next = nextOf(ladder, [...given, ...round], judged)
    if (next === undefined) break
    round.push(next)
  }
  return round
}
