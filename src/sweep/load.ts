import type { Job } from './job.ts'
import type { RunOrder } from './order.ts'
import { recordOf } from './record-of.ts'

/** Jobs that one runner carries out at once: one, or seeds of one method that go together as lanes of one program. */
export type Load = readonly Job[]

/**
 * Jobs as they are carried out: those of one method whose seeds go together share a load, in their order, as many as may go at once.
 *
 * @law each job is in one load; a load stands where its first job stood, and is of one method
 */
export const loadsOf = (jobs: readonly Job[]): readonly Load[] => {
  const loads: Job[][] = []
  const open = new Map<string, Job[]>()
  for (const job of jobs) {
    const { label, order } = job
    const most = order.together?.atOnce ?? 1
    const own = open.get(label)
    if (most > 1 && own !== undefined && own.length < most) own.push(job)
    else {
      const begun = [job]
      loads.push(begun)
      open.set(label, begun)
    }
  }
  return loads
}

/** One order for all runs of a load. */
export const orderOf = (load: Load): RunOrder => {
  const { order } = load[0]!
  const { checkpoints } = order
  if (load.length === 1) return order
  return {
    ...order,
    asked: { ...order.asked, seeds: load.map(({ seed }) => seed) },
    ...(checkpoints === undefined
      ? {}
      : {
          checkpoints: {
            ...checkpoints,
            records: Object.fromEntries(
              load.flatMap(({ seed, order: own }) =>
                own.checkpoints === undefined ? [] : [[`${seed}`, recordOf(own.checkpoints, seed)] as const],
              ),
            ),
          },
        }),
  }
}

/** A load in words. */
export const loadWords = (load: Load): string =>
  `${load[0]!.label}, ${load.length === 1 ? 'seed' : 'seeds'} ${load.map(({ seed }) => seed).join(', ')}`
