import fc from 'fast-check'
import type { EventName, Method } from '../dsl/index.ts'
import { orThrow } from '../fault.ts'
import type { Device } from '../interpreters/index.ts'
import { referenceDevice } from '../interpreters/reference/index.ts'
import { backends } from '../interpreters/tfjs/index.ts'
import { mlp } from '../networks/index.ts'
import { agrees, leaksNothing, leavesAlone, sameStates, told } from './conduct.ts'
import { courseOf, relabelled, type Sizes, sizes } from './courses.ts'
import { type Judged, type Law, law } from './law.ts'
import { atBounds, type Changes, forms, smallValues } from './option-values.ts'
import { type Play, stage } from './stage.ts'

/** A method to test, and what it says of itself. */
export interface MethodUnderTest {
  readonly method: Method
  /** Events at which it looks at no labels. */
  readonly unlabelled?: readonly EventName[]
}

/** A stream of random examples, and options other than small ones of the method's own. */
interface Case {
  readonly seed: number
  readonly batches: Sizes
  readonly options: Changes
}

const network = mlp({ hidden: [3] })
const examples = { features: 4, classes: 3 }
const between = { inputShape: [examples.features], outputs: examples.classes }

const opened = async (name: string): Promise<Device<unknown>> => {
  const backend = backends.find((one) => one.name === name)!
  return (await orThrow(backend.open)) as Device<unknown>
}

const areFinite = (numbers: readonly (readonly number[])[]): boolean =>
  numbers.every((tensor) => tensor.every(Number.isFinite))

/**
 * The laws of a method, on a small network and random streams: its interpreters agree, it is a function of what it is given,
 * it holds on to nothing and changes nothing, it does not see what is to come, and its state stays finite.
 *
 * @example for (const law of laws.method(mine)) it(law.name, () => law.check({ numRuns: 10 }))
 */
export const methodLaws = (of: Method | MethodUnderTest): readonly Law[] => {
  const { method, unlabelled = [] } = 'method' in of ? of : { method: of }
  const small = smallValues(method)
  const playOf = ({ seed, batches, options }: Case): Play => ({
    program: method.program({ ...small, ...options }),
    network,
    between,
    seed,
    course: courseOf(examples, seed, batches),
  })
  const cases = (options: fc.Arbitrary<Changes>): fc.Arbitrary<Case> =>
    fc.record({ seed: fc.nat(9999), batches: sizes, options })
  const ofForms = cases(forms(method))
  const stated = (name: string, holds: (play: Play) => Promise<Judged>): Law =>
    law(name, ofForms, (one) => holds(playOf(one)))

  const finite = async (one: Case): Promise<Judged> => {
    const states = await told(playOf(one), referenceDevice())
    for (const [event, state] of states.entries())
      for (const [slot, tensors] of Object.entries(state))
        if (!areFinite(tensors)) return { holds: false, sides: { 'after event': event, slot, numbers: tensors.flat() } }
    return { holds: true, sides: {} }
  }

  return [
    ...['wasm', 'cpu'].map((name) =>
      stated(
        `from equal states every event gives equal states in float64 and on ${name}, up to roundings`,
        async (play) => agrees(play, await opened(name)),
      ),
    ),
    stated('the same seed and stream give the same states, to the bit', async (play) =>
      sameStates(await told(play, referenceDevice()), await told(play, referenceDevice())),
    ),
    stated('after every event the device holds the state and nothing else', (play) =>
      leaksNothing(play, referenceDevice()),
    ),
    stated('an event changes nothing that it is given: examples, memories, numbers held elsewhere', (play) =>
      leavesAlone(play, referenceDevice()),
    ),
    law(
      'the states up to the end of task t do not depend on the tasks after it',
      fc.tuple(ofForms, sizes),
      async ([one, later]) => {
        const play = playOf(one)
        const others = courseOf(examples, one.seed + 1, [...one.batches, ...later]).filter(
          ({ task }) => task >= one.batches.length,
        )
        const longer = await told({ ...play, course: [...play.course, ...others] }, referenceDevice())
        return sameStates(await told(play, referenceDevice()), longer.slice(0, play.course.length + 1))
      },
    ),
    ...unlabelled.map((name) =>
      stated(`${name} gives the same numbers whatever the labels are`, async (play) => {
        const device = referenceDevice()
        const on = stage(play, device)
        let state = await on.start()
        let verdict: Judged = { holds: true, sides: {} }
        for (const event of play.course) {
          if (event.name === name && verdict.holds) {
            const copy = on.copied(state, await on.read(state), on.shapes(state))
            const other = await on.after(copy, relabelled(event))
            state = await on.after(state, event)
            verdict = sameStates([await on.read(state)], [await on.read(other)])
            on.release(other)
          } else state = await on.after(state, event)
        }
        on.release(state)
        return verdict
      }),
    ),
    law('the state stays finite', ofForms, finite),
    law('with an option at its bound the state stays finite', cases(atBounds(method)), finite),
  ]
}
