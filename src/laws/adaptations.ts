import { type Device, referenceDevice } from '../interpreters/devices/index.ts'
import { apart, beyond, broken, kept, largest, when } from './conduct.ts'
import { supportOf } from './courses.ts'
import type { Judged } from './law.ts'
import { counting } from './roundings.ts'
import { numbersOf, type Play, stage } from './stage.ts'

/** In how many steps states are adapted. */
const manySteps = [0, 1, 3] as const

const supportFor = ({ between, seed }: Play) =>
  supportOf({ features: between.inputShape.reduce((a, b) => a * b, 1), classes: between.outputs }, seed)

/** That adapting, done twice, is the same to the bit, leaves the state as it was and the device with the copy only. */
export const adaptsOnly = async <B>(play: Play, device: Device<B>): Promise<Judged> => {
  const on = stage(play, device)
  const support = supportFor(play)
  let state = await on.start()
  let verdict = kept
  for (const event of play.course) {
    state = await on.after(state, event)
    for (const steps of manySteps) {
      const [before, held] = [await on.read(state), device.buffers()]
      const [first, second] = [
        await on.adapted(state, event.task, support, steps),
        await on.adapted(state, event.task, support, steps),
      ]
      const [one, two] = [await on.read(first), await on.read(second)]
      on.release(first)
      on.release(second)
      const [after, left] = [await on.read(state), device.buffers()]
      const difference = apart(before, after, ['before', 'afterwards']) ?? apart(one, two)
      if (verdict.holds && (difference !== undefined || left !== held))
        verdict = broken({
          'adapting in steps': steps,
          after: when(event),
          ...(difference ?? { 'buffers held': left, 'buffers before': held }),
        })
    }
  }
  on.release(state)
  return verdict
}

/** That from equal states what adapting comes to is equal up to rounding, as `agrees` has it of events. */
export const adaptationsAgree = async <B>(play: Play, device: Device<B>): Promise<Judged> => {
  const { device: reference, roundings } = counting(referenceDevice())
  const [got, want] = [stage(play, device), stage(play, reference)]
  const support = supportFor(play)
  let state = await got.start()
  let verdict = kept
  for (const event of play.course) {
    state = await got.after(state, event)
    const saved = await got.save(state)
    const copy = await want.restore(saved)
    for (const steps of manySteps) {
      roundings()
      const [expected, adapted] = [
        await want.adapted(copy, event.task, support, steps),
        await got.adapted(state, event.task, support, steps),
      ]
      const [exact, found] = [await want.read(expected), await got.read(adapted)]
      const bound = roundings() * 2 ** -24 * Math.max(largest(numbersOf(saved)), largest(exact))
      want.release(expected)
      got.release(adapted)
      const difference = beyond(bound, [reference.name, exact], [device.name, found])
      if (verdict.holds && difference !== undefined)
        verdict = broken({ 'adapting in steps': steps, after: when(event), ...difference })
    }
    want.release(copy)
  }
  got.release(state)
  return verdict
}
