import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import {
  add,
  all,
  draw,
  equal,
  field,
  grad,
  innerLoop,
  less,
  literal,
  loss,
  type Memory,
  multiply,
  overSamples,
  push,
  replaceAt,
  reservoir,
  ring,
  rowsOf,
  type Scalar,
  scored,
  select,
  subtract,
  sumAlong,
  sumOver,
  when,
  withField,
} from '../../src/dsl/index.ts'
import { type Device, referenceDevice } from '../../src/interpreters/devices/index.ts'
import { type At, learner, learnerOn } from './learner.ts'
import { balanced, scales, weigh, weights } from './scales.ts'

type Held = NonNullable<At['memories']>

/** What stands in the places of a memory, as exponents. */
const heldIn = (memories: Held): readonly number[] => {
  const slot = memories.memory
  if (slot?._tag !== 'Memory' || slot.value._tag !== 'Reservoir') throw new Error('a memory is expected')
  return slot.value.slots.map(({ input }) => Math.log2(input[0]!))
}

describe('scored', () => {
  /** Keeps the largest of what examples weigh, pushed part by part in a loop, and tells the sum of the scores kept. */
  const keeping = (capacity: number) =>
    learner(
      ({ memory, batch }) => {
        const start = { kept: memory, seen: subtract(0, 0) }
        const after = overSamples(
          batch,
          ({ kept, seen }: typeof start, x) => ({
            kept: push(kept, withField(x, 'score', sumAlong(field(x, 'inputs')))),
            seen: add(seen, sumOver(x, field(x, 'weight'))),
          }),
          2,
        )(start)
        const whole = all(after.kept)
        return {
          memory: after.kept,
          seen: after.seen,
          scores: sumOver(whole, field(whole, 'score')),
          inputs: sumOver(whole, sumAlong(field(whole, 'inputs'))),
        }
      },
      { ...scales, memories: { memory: scored(capacity) } },
    )
  const lists = fc.array(fc.nat(9), { minLength: 1, maxLength: 7 })
  it('law: it holds the largest that it was ever shown, and their scores beside them', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), lists, async (capacity, exponents) => {
        const { memories, scores, inputs, seen } = await keeping(capacity)(balanced, weights(...exponents))
        const largest = exponents.toSorted((a, b) => b - a).slice(0, capacity)
        expect(heldIn(memories).toSorted((a, b) => b - a)).toEqual(largest)
        const total = largest.reduce((so, e) => so + 2 ** e, 0)
        expect([scores, inputs, seen]).toEqual([[total], [total], [exponents.length]])
      }),
      { numRuns: 25 },
    ))
  it('law: of each class it holds the largest, where so many of a class may be held', async () => {
    const keep = learner(
      ({ memory, batch }) => ({
        memory: push(memory, withField(batch, 'score', sumAlong(field(batch, 'inputs')))),
      }),
      { between: { inputShape: [1], outputs: 2 }, memories: { memory: scored(6, { perClass: 2 }) } },
    )
    const zeros = [0, 0, 0, 0]
    const labelled = (labels: readonly number[], exponents: readonly number[]): HostBatch => ({
      ...weights(...exponents),
      classes: 2,
      targets: Float32Array.from(labels.flatMap((label) => (label === 0 ? [1, 0] : [0, 1]))),
    })
    const { memories } = await keep(zeros, labelled([0, 0, 1, 0, 0], [3, 1, 0, 5, 2]))
    expect([...heldIn(memories)].sort()).toEqual([0, 3, 5])
  })
})

describe('replaceAt', () => {
  const replacing = learner(
    ({ memory, batch, theta }) => {
      const first = replaceAt(memory, 1, less(weigh(batch, theta), 10), withField(batch, 'own', field(batch, 'inputs')))
      const whole = all(first)
      return {
        memory: first,
        own: sumOver(whole, sumAlong(field(whole, 'own'))),
        drawn: draw(first, 3, (m) => sumOver(m, sumAlong(field(m, 'own'))), { replacement: false }),
      }
    },
    { ...scales, memories: { memory: reservoir(3, { own: rowsOf('inputs') }) } },
  )
  it('law: an example takes the place where a condition holds, or the next one, and is drawn with what is beside it', async () => {
    const taken = await replacing(balanced, weights(1))
    expect(heldIn(taken.memories)).toEqual([1])
    expect([taken.own, taken.drawn]).toEqual([[2], [2]])
  })
  it('law: where it does not hold nothing changes', async () => {
    const left = await replacing(balanced, weights(3))
    expect(heldIn(left.memories)).toEqual([])
    expect([left.own, left.drawn]).toEqual([[0], [0]])
  })
  it('law: in a loop each turn replaces in what the one before left', async () => {
    const looped = learner(
      ({ memory, batch }) => ({
        memory: innerLoop(3, ({ kept }: { readonly kept: typeof memory }, i) => ({
          kept: overSamples(batch, (s: { readonly kept: typeof memory }, x) => ({
            kept: replaceAt(s.kept, i, less(i, 2), x),
          }))({ kept }).kept,
        }))({ kept: memory }).kept,
      }),
      { ...scales, memories: { memory: reservoir(4) } },
    )
    expect(heldIn((await looped(balanced, weights(4, 5))).memories)).toEqual([5, 5])
  })
})

describe('when between memories', () => {
  const choosing = learner(
    ({ memory, batch, theta }) => {
      const tagged = withField(batch, 'own', field(batch, 'inputs'))
      const chosen = when(less(weigh(batch, theta), 10), push(memory, tagged), memory)
      const whole = all(chosen)
      return { memory: chosen, own: sumOver(whole, sumAlong(field(whole, 'own'))) }
    },
    { ...scales, memories: { memory: reservoir(3, { own: rowsOf('inputs') }) } },
  )
  it('law: it is the one that the condition says, with what is beside its examples', async () => {
    const yes = await choosing(balanced, weights(1))
    const no = await choosing(balanced, weights(2))
    expect([heldIn(yes.memories), yes.own]).toEqual([[1], [2]])
    expect([heldIn(no.memories), no.own]).toEqual([[], [0]])
  })
})

describe('memories of which one would be another', () => {
  const sees = { ...scales, memories: { memory: reservoir(3), rings: ring(3) } }
  it('a ring, whose places are those of tasks, has none to be replaced', async () => {
    const replacing = learner(
      ({ rings, batch }) => ({ rings: replaceAt(rings as never, 0, less(0, 1), batch) as typeof rings }),
      sees,
    )
    await expect(replacing(balanced, weights(1))).rejects.toThrow('must have places of its own')
  })
  it.each([
    ['a ring', reservoir(3), ring(3)],
    ['one by scores', reservoir(3, { score: rowsOf(1) }), scored(3)],
  ])('`when` does not choose between a reservoir and %s', async (_, one, other) => {
    const choosing = learner(({ batch, theta }) => {
      const chosen = all(when(less(weigh(batch, theta), 10), one as Memory, other as Memory))
      return { held: sumOver(chosen, field(chosen, 'weight')) }
    }, sees)
    await expect(choosing(balanced, weights(1))).rejects.toThrow('must take examples alike')
  })
})

describe('a memory whose places are computed', () => {
  it('law: no derivative passes through what is read of it', async () => {
    const under = learner(
      ({ memory, batch, theta }) => ({
        slope: grad((at: typeof theta) => {
          const kept = replaceAt(memory, weigh(batch, at), less(0, 1), batch)
          return loss(all(kept))(theta)
        })(theta),
      }),
      { ...scales, memories: { memory: reservoir(3) } },
    )
    await expect(under(balanced, weights(1))).rejects.toThrow('is decided on the host and has no derivative')
  })
  it('law: a gradient of what is read of it is as of any batch', async () => {
    const beside = learner(
      ({ memory, batch, theta }) => {
        const kept = replaceAt(memory, 0, less(weigh(batch, theta), 1000), batch)
        return { slope: grad(loss(all(kept)))(theta), plain: grad(loss(batch))(theta) }
      },
      { ...scales, memories: { memory: reservoir(3) } },
    )
    const { slope, plain } = await beside(balanced, weights(1))
    expect(slope).toEqual(plain)
  })
})

describe('a memory that a loop of replacements carries', () => {
  interface Turn {
    readonly exponent: number
    readonly there: boolean
    readonly place: number
    readonly accept: boolean
  }
  const capacity = 3
  const examplesOf = (turns: readonly Turn[]): HostBatch => ({
    ...weights(...turns.map(({ exponent }) => exponent)),
    weights: Float32Array.from(turns, ({ there }) => (there ? 1 : 0)),
  })
  const playing = <Buffer>(device: Device<Buffer>, turns: readonly Turn[], isRead: boolean) =>
    learnerOn(device)(
      ({ memory, batch }) => {
        const at = (i: Scalar, of: (turn: Turn) => number): Scalar =>
          turns.reduce<Scalar>((so, turn, j) => select(equal(i, j), of(turn), so), literal(0))
        const start = { kept: memory, seen: literal(0) as Scalar }
        const after = overSamples(batch, ({ kept, seen }: typeof start, x, i) => {
          const whole = all(kept)
          const inputs = isRead ? multiply(0, sumOver(whole, sumAlong(field(whole, 'inputs')))) : 0
          return {
            kept: replaceAt(
              kept,
              at(i, ({ place }) => place),
              less(
                0,
                at(i, ({ accept }) => (accept ? 1 : 0)),
              ),
              withField(x, 'own', field(x, 'inputs')),
            ),
            seen: add(add(seen, inputs), sumOver(whole, sumAlong(field(whole, 'own')))),
          }
        })(start)
        const whole = all(after.kept)
        return {
          memory: after.kept,
          seen: after.seen,
          own: sumOver(whole, sumAlong(multiply(field(whole, 'own'), add(1, field(whole, 'position'))))),
          inputs: sumOver(whole, sumAlong(multiply(field(whole, 'inputs'), add(1, field(whole, 'position'))))),
        }
      },
      { ...scales, memories: { memory: reservoir(capacity, { own: rowsOf('inputs') }) } },
    )
  /** By hand: what stands in each place after each turn, and the sum of what stood there before each. */
  const byHand = (turns: readonly Turn[], from: readonly number[] = []) => {
    let [held, seen] = [from, 0]
    for (const { exponent, there, place, accept } of turns) {
      seen += held.reduce((so, e) => so + 2 ** e, 0)
      const at = Math.min(Math.floor(place), held.length)
      if (there && accept && at >= 0 && at < capacity) held = [...held.slice(0, at), exponent, ...held.slice(at + 1)]
    }
    return { held, seen, total: held.reduce((so, e, i) => so + (i + 1) * 2 ** e, 0) }
  }
  const turns = fc.array(
    fc.record({
      exponent: fc.nat(6),
      there: fc.boolean(),
      place: fc.integer({ min: -2, max: 8 }).map((halves) => halves / 2),
      accept: fc.boolean(),
    }),
    { minLength: 2, maxLength: 6 },
  )
  const reference = referenceDevice()
  it.each([false, true])('law: each turn replaces in what the one before left (examples read in it: %s)', (isRead) =>
    fc.assert(
      fc.asyncProperty(turns, turns, async (first, second) => {
        const once = await playing(reference, first, isRead)(balanced, examplesOf(first))
        const half = byHand(first)
        expect(heldIn(once.memories)).toEqual(half.held)
        expect([once.seen, once.own, once.inputs]).toEqual([[half.seen], [half.total], [half.total]])
        const at = { memories: once.memories }
        const twice = await playing(reference, second, isRead)(balanced, examplesOf(second), at)
        const whole = byHand(second, half.held)
        expect(heldIn(twice.memories)).toEqual(whole.held)
        expect([twice.seen, twice.own, twice.inputs]).toEqual([[whole.seen], [whole.total], [whole.total]])
      }),
      { numRuns: 15 },
    ),
  )
  it('law: the device is called as often for many turns as for few where none of them reads examples; control: more often where one does', async () => {
    const called = async (count: number, isRead: boolean): Promise<number> => {
      let calls = 0
      const device: typeof reference = {
        ...reference,
        compile: (program) => {
          const run = reference.compile(program)
          return (inputs) => {
            calls += 1
            return run(inputs)
          }
        },
      }
      const many = Array.from({ length: count }, (_, place) => ({ exponent: place, there: true, place, accept: true }))
      await playing(device, many, isRead)(balanced, examplesOf(many))
      return calls
    }
    expect(await called(6, false)).toBe(await called(2, false))
    expect(await called(6, true)).toBeGreaterThan(await called(2, true))
  })
})
