import { type Device, referenceDevice } from '../interpreters/devices/index.ts'
import { child, key, normals } from '../random/index.ts'
import { apart, broken, kept, largest, when } from './conduct.ts'
import type { Judged } from './law.ts'
import { counting } from './roundings.ts'
import { numbersOf, type Play, stage } from './stage.ts'

/** How many inputs predictions are compared on. */
const probes = 3

const probesFor = ({ between, seed }: Play): Float32Array =>
  Float32Array.from(normals(child(key(seed), 'probes'), probes * between.inputShape.reduce((a, b) => a * b, 1)))

/** The tasks of a course, and one that is not in it. */
const tasksOf = ({ course }: Play): readonly number[] => {
  const last = course.reduce((so, { task }) => Math.max(so, task), 0)
  return Array.from({ length: last + 2 }, (_, task) => task)
}

/** That a prediction, asked for twice, is the same to the bit, leaves the state as it was and the device with nothing more. */
export const predictsOnly = async <B>(play: Play, device: Device<B>): Promise<Judged> => {
  const on = stage(play, device)
  const inputs = probesFor(play)
  let state = await on.start()
  let verdict = kept
  for (const event of play.course) {
    state = await on.after(state, event)
    for (const task of tasksOf(play)) {
      const [before, held] = [await on.read(state), device.buffers()]
      const [first, second] = [
        await on.predicted(state, task, inputs, probes),
        await on.predicted(state, task, inputs, probes),
      ]
      const [after, left] = [await on.read(state), device.buffers()]
      const difference = apart(before, after) ?? apart({ outputs: [first] }, { outputs: [second] })
      if (verdict.holds && (difference !== undefined || left !== held))
        verdict = broken({
          'predicting task': task,
          after: when(event),
          ...(difference ?? { 'buffers held': left, 'buffers before': held }),
        })
    }
  }
  on.release(state)
  return verdict
}

/** That from equal states what is predicted is equal up to rounding, as `agrees` has it of states. */
export const predictionsAgree = async <B>(play: Play, device: Device<B>): Promise<Judged> => {
  const { device: reference, roundings } = counting(referenceDevice())
  const [got, want] = [stage(play, device), stage(play, reference)]
  const inputs = probesFor(play)
  let state = await got.start()
  let verdict = kept
  for (const event of play.course) {
    state = await got.after(state, event)
    const saved = await got.save(state)
    const before = numbersOf(saved)
    const copy = await want.restore(saved)
    for (const task of tasksOf(play)) {
      roundings()
      const exact = await want.predicted(copy, task, inputs, probes)
      const found = await got.predicted(state, task, inputs, probes)
      const bound = roundings() * 2 ** -24 * largest({ ...before, outputs: [exact], inputs: [Array.from(inputs)] })
      exact.forEach((x, i) => {
        if (verdict.holds && !(Math.abs(x - found[i]!) <= bound))
          verdict = broken({
            'predicting task': task,
            after: when(event),
            [reference.name]: x,
            [device.name]: found[i]!,
            'allowed apart': bound,
          })
      })
    }
    want.release(copy)
  }
  got.release(state)
  return verdict
}
