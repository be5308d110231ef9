import fc from 'fast-check'
import type { EventName, Method } from '../dsl/index.ts'
import { orThrow } from '../fault.ts'
import { backends, type Device, referenceDevice } from '../interpreters/devices/index.ts'
import { explain } from '../interpreters/explain/index.ts'
import type { StreamEvent } from '../interpreters/runtime/index.ts'
import { mlp } from '../networks/index.ts'
import { adaptationsAgree, adaptsOnly } from './adaptations.ts'
import { agrees, apart, leaksNothing, leavesAlone, sameStates, stays, told, when } from './conduct.ts'
import { courseOf, relabelled, type Sizes, sizes } from './courses.ts'
import { type Judged, type Law, law, type Sides } from './law.ts'
import { atBounds, type Changes, forms, smallValues } from './option-values.ts'
import { predictionsAgree, predictsOnly } from './predictions.ts'
import { type Play, stage } from './stage.ts'

/** A method to test, and what it says of itself. */
export interface MethodUnderTest {
  readonly method: Method
  /** Events at which it looks at no labels. */
  readonly unlabelled?: readonly EventName[]
  /** The device whose conduct is tested with it, opened for a course; that of float64 unless given. */
  readonly device?: (course: readonly StreamEvent[]) => Device<unknown>
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

const devices = new Map<string, Promise<Device<unknown>>>()

/** A device of that name: one for all cases, so that it compiles what many of them run once. */
const opened = (name: string): Promise<Device<unknown>> => {
  const backend = backends.find((one) => one.name === name)!
  const device = devices.get(name) ?? (orThrow(backend.open) as Promise<Device<unknown>>)
  devices.set(name, device)
  return device
}

/** A case in words: the options that are not the method's own, and the stream. */
const described = ({ seed, batches, options }: Case): Sides => ({
  options:
    Object.entries(options)
      .map(([name, value]) => `${name} = ${value}`)
      .join(', ') || 'as they are',
  tasks: batches.length,
  'examples in each batch': batches.map((sizes) => sizes.join(', ')).join('; '),
  'seed of the stream': seed,
})

/**
 * The laws of a method, on a small network and random streams: its interpreters agree, it is a function of what it is given,
 * it holds on to nothing and changes nothing, it does not see what is to come, and its state stays finite.
 *
 * @example for (const law of laws.method(methods.er!)) it(law.name, () => law.check({ numRuns: 2 }))
 */
export const methodLaws = (of: Method | MethodUnderTest): readonly Law[] => {
  const { method, unlabelled = [], device }: MethodUnderTest = 'method' in of ? of : { method: of }
  const on = ({ course }: Play): Device<unknown> => device?.(course) ?? (referenceDevice() as Device<unknown>)
  const small = smallValues(method)
  const { handlers } = method.program(small)
  const ofEpisodes = handlers.onBatch === undefined
  const courseFor = (seed: number, batches: Sizes) => courseOf(examples, seed, batches, ofEpisodes)
  const playOf = ({ seed, batches, options }: Case): Play => ({
    program: method.program({ ...small, ...options }),
    network,
    between,
    seed,
    course: courseFor(seed, batches),
  })
  const cases = (options: fc.Arbitrary<Changes>): fc.Arbitrary<Case> =>
    fc.record({ seed: fc.nat(9999), batches: sizes, options })
  const ofForms = cases(forms(method))
  const programOf = ({ options }: Case): string => explain(method, { ...small, ...options })
  const stated = (name: string, holds: (play: Play) => Promise<Judged>, among = ofForms): Law =>
    law(name, among, (one) => holds(playOf(one)), { described, program: programOf })
  const finite = (play: Play): Promise<Judged> => stays(play, on(play), Number.isFinite)

  /** What is to agree with float64. */
  const others: readonly (readonly [string, (play: Play) => Promise<Device<unknown>>])[] =
    device === undefined
      ? ['wasm', 'cpu'].map((name) => [name, () => opened(name)])
      : [['its own device', async (play) => on(play)]]

  return [
    ...others.map(([name, open]) =>
      stated(
        `from equal states every event gives equal states in float64 and on ${name}, up to roundings`,
        async (play) => agrees(play, await open(play)),
      ),
    ),
    stated('the same seed and stream give the same states, to the bit', async (play) =>
      sameStates(await told(play, on(play)), await told(play, on(play)), play.course),
    ),
    stated('after every event the device holds the state and nothing else', (play) => leaksNothing(play, on(play))),
    stated('an event changes nothing that it is given: examples, memories, numbers held elsewhere', (play) =>
      leavesAlone(play, on(play)),
    ),
    law(
      'the states up to the end of task t do not depend on the tasks after it',
      fc.tuple(ofForms, sizes),
      async ([one, later]) => {
        const play = playOf(one)
        const others = courseFor(one.seed + 1, [...one.batches, ...later]).filter(
          ({ task }) => task >= one.batches.length,
        )
        const whole = { ...play, course: [...play.course, ...others] }
        const longer = await told(whole, on(whole))
        return sameStates(await told(play, on(play)), longer.slice(0, play.course.length + 1), play.course)
      },
      {
        described: ([one, later]) => ({
          ...described(one),
          'and in the tasks after': described({ ...one, batches: later })['examples in each batch']!,
        }),
        program: ([one]) => programOf(one),
      },
    ),
    ...(handlers.adapt === undefined
      ? []
      : [
          stated(
            'adapting is a function of the state, the support and the steps; it changes no state and holds on to a copy only',
            (play) => adaptsOnly(play, on(play)),
          ),
          ...others.map(([name, open]) =>
            stated(
              `from equal states adapting gives equal states in float64 and on ${name}, up to roundings`,
              async (play) => adaptationsAgree(play, await open(play)),
            ),
          ),
        ]),
    ...(handlers.predict === undefined
      ? []
      : [
          stated(
            'a prediction is a function of the state and of the task, changes no state and holds on to nothing',
            (play) => predictsOnly(play, on(play)),
          ),
          ...others.map(([name, open]) =>
            stated(`from equal states predictions are equal in float64 and on ${name}, up to roundings`, async (play) =>
              predictionsAgree(play, await open(play)),
            ),
          ),
        ]),
    ...unlabelled.map((name) =>
      stated(`${name} gives the same numbers whatever the labels are`, async (play) => {
        const own = stage(play, on(play))
        let state = await own.start()
        let verdict: Judged = { holds: true, sides: {} }
        for (const event of play.course) {
          if (event.name === name && verdict.holds) {
            const copy = await own.restore(await own.save(state))
            const other = await own.after(copy, relabelled(event))
            state = await own.after(state, event)
            const difference = apart(await own.read(state), await own.read(other), ['with its labels', 'with others'])
            if (difference !== undefined) verdict = { holds: false, sides: { after: when(event), ...difference } }
            own.release(other)
          } else state = await own.after(state, event)
        }
        own.release(state)
        return verdict
      }),
    ),
    stated('the state stays finite', finite),
    stated('with an option at its bound the state stays finite', finite, cases(atBounds(method))),
  ]
}
