import type { Answer, Juror } from './jury.ts'
import type { Order } from './order.ts'
import { isLast } from './related.ts'
import type { RandomMutant } from './sample.ts'
import type { Verdict } from './trial.ts'

/** What became of a mutant. */
export interface Ruling {
  readonly fate: 'died' | 'survived'
  /** The test that noticed it, or how it ended otherwise. */
  readonly by?: string
  /** The file of that test. */
  readonly file?: string
  /** The files of tests that ran, and the seconds that each took. */
  readonly ran: Verdict['ran']
  /** Whether all related ones did. */
  readonly all: boolean
  /** Of the processor. */
  readonly seconds: number
}

/** Seconds of the processor: for a mutant, and without the end of a test. */
export interface Limits {
  readonly budget: number
  readonly patience: number
}

/** What is known of files of tests by now. */
export interface Controls {
  /** Whether it passes on the sources as they are, asked once each: what it fails on otherwise says nothing. */
  readonly passing: Map<string, Promise<boolean>>
  /** Those that failed on a mutant after others and then alone: what is left by others in the process is no reason. */
  readonly trusted: Set<string>
}

const passes = async (juror: Juror, test: string, { patience }: Limits): Promise<boolean> => {
  const { answer } = await juror.ask({ mutant: undefined, tests: [test], budget: 600, patience })
  return typeof answer !== 'string' && answer.failed === undefined && answer.broken === undefined && answer.passed > 0
}

/**
 * Runs the tests on a mutant, the likeliest to notice first, until one fails. A failure counts if the same file of tests fails on the
 * mutant alone too, and passes without it. A mutant on which no test ends any more has been noticed; so has one that ends the process.
 */
export const ruling = async (
  juror: Juror,
  mutant: RandomMutant,
  related: readonly string[],
  order: Order,
  controls: Controls,
  limits: Limits,
): Promise<Ruling> => {
  const control = (test: string): Promise<boolean> => {
    const known = controls.passing.get(test) ?? passes(juror, test, limits)
    controls.passing.set(test, known)
    return known
  }
  const inOrder = (which: (test: string) => boolean): readonly string[] => order.of(mutant.file, related.filter(which))
  let left = [...inOrder((test) => !isLast(test)), ...inOrder(isLast)]
  const ran: Verdict['ran'][number][] = []
  let spent = 0
  const asked = async (tests: readonly string[]): Promise<Answer['answer']> => {
    const { answer, seconds } = await juror.ask({
      ...limits,
      mutant,
      tests,
      budget: Math.max(1, limits.budget - spent),
    })
    spent += seconds
    return answer
  }
  const ruled = (fate: Ruling['fate'], how: Partial<Ruling> = {}): Ruling => ({
    fate,
    ran,
    all: left.length === 0,
    seconds: Number(spent.toFixed(1)),
    ...how,
  })
  while (left.length > 0 && spent < limits.budget) {
    const first = left[0]
    const answer = await asked(left)
    if (typeof answer === 'string') return ruled('died', { by: answer })
    const { failed, broken } = answer
    const killer = failed?.file ?? broken?.file
    const begun = new Set(answer.ran.map(({ file }) => file))
    ran.push(...answer.ran)
    left = left.filter((test) => !begun.has(test))
    const failsAlone = async (test: string): Promise<boolean> => {
      const again = await asked([test])
      return typeof again === 'string' || again.failed !== undefined || again.broken !== undefined
    }
    const counts = killer !== undefined && (killer === first || (await failsAlone(killer))) && (await control(killer))
    order.learn(mutant.file, answer.ran, counts ? killer : undefined)
    if (counts) return ruled('died', { by: failed?.name ?? `does not load: ${broken?.says ?? ''}`, file: killer })
    if (killer === undefined) return broken === undefined ? ruled('survived') : ruled('died', { by: broken.says })
  }
  return ruled('survived')
}
