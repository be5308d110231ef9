import { fileURLToPath } from 'node:url'
import { made, type RandomMutant } from './sample.ts'
import { openTrial } from './trial.ts'

/** What a juror is asked: which tests to run, in this order, on which mutant (or on the sources as they are). */
export interface Question {
  readonly mutant: RandomMutant | undefined
  readonly tests: readonly string[]
  /** After how many seconds of the processor no further test is begun. */
  readonly budget: number
  /** How many seconds of the processor may pass without the end of a test. */
  readonly patience: number
}

/**
 * A process that keeps a trial warm and answers one question after the other with a verdict and the processor's seconds. Time is the
 * processor's, so that a busy machine changes no ruling. A mutant may run forever: then the juror says that it stands still, and only
 * the end of its process ends that.
 */
const say = (message: unknown): void => {
  process.send?.(message)
}

const secondsSince = (start: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

let beat = process.cpuUsage()
const trial = await openTrial(fileURLToPath(new URL('../..', import.meta.url)), {
  isolate: false,
  beat: () => {
    beat = process.cpuUsage()
  },
  setup: ['scripts/mutants/quick-failure.ts'],
})

process.on('message', async ({ mutant, tests, budget, patience }: Question) => {
  const start = process.cpuUsage()
  beat = start
  let stopped = false
  const watch = setInterval(() => {
    if (secondsSince(beat) > patience) say({ answer: 'stands still', seconds: secondsSince(start) })
    else if (!stopped && secondsSince(start) > budget) {
      stopped = true
      void trial.stop()
    }
  }, 200)
  const edit = mutant && { file: mutant.file, of: (code: string) => made(mutant, code) }
  const answer = await trial.run(edit, tests)
  clearInterval(watch)
  say({ answer, seconds: secondsSince(start) })
})
process.on('disconnect', () => process.exit())
say('ready')
