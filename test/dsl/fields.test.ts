import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import {
  abs,
  add,
  all,
  type Batch,
  classBalanced,
  decodeProgram,
  defineMethod,
  draw,
  encodeProgram,
  field,
  type Holding,
  innerLoop,
  innerProducts,
  join,
  judgeProgram,
  less,
  like,
  type Memory,
  multiply,
  overSamples,
  push,
  type Rows,
  reservoir,
  rowsOf,
  type Scalar,
  select,
  shuffle,
  slidingWindow,
  subtract,
  sumAlong,
  sumOver,
  take,
  withField,
} from '../../src/dsl/index.ts'
import { render } from '../../src/fault.ts'
import { referenceDevice } from '../../src/interpreters/devices/index.ts'
import { session } from '../../src/interpreters/runtime/index.ts'
import { right } from './learner.ts'
import { scales, weights } from './scales.ts'

type Tagged = Batch & Holding<{ readonly tag: 'inputs' }>
type Tag = (batch: Batch) => Rows<'inputs'>

/** A number of its own for each example. */
const tagOf: Tag = (batch) => add(multiply(3, field(batch, 'inputs')), 1)
const tagged = (batch: Batch, tag: Tag = tagOf): Tagged => withField(batch, 'tag', tag(batch))

/** How far what stands beside examples is from what should, and from 0 beside padding. */
const astray = (batch: Tagged, one: Batch): Scalar => {
  const there = less(0, field(batch, 'weight'))
  const off = abs(subtract(field(batch, 'tag'), select(there, tagOf(batch), 0)))
  return sumOver(one, sumAlong(innerProducts(like(field(one, 'inputs'), 1), off)))
}

const starts = {
  'a reservoir': reservoir(4, { tag: rowsOf('inputs') }),
  'a sliding window': slidingWindow(3, { tag: rowsOf('inputs') }),
  'a class-balanced memory': classBalanced(4, { tag: rowsOf('inputs') }),
}

/** Draws, joins, cuts, shuffles and pushes, in a loop, and sums how far fields are astray. */
const wandering = (memory: Memory & Holding<{ readonly tag: 'inputs' }>, tag: Tag = tagOf) =>
  defineMethod({
    name: 'wandering',
    source: 'a test',
    options: {},
    state: () => ({ memory, odd: 0, seen: 0 }),
    onBatch:
      () =>
      ({ memory, odd, seen, batch }) => {
        const start = { kept: memory, odd, seen }
        const one = take(batch, 1)
        const after = innerLoop(2, ({ kept, odd, seen }: typeof start) =>
          draw(kept, 3, (m) =>
            draw(
              kept,
              2,
              (n) => {
                const mixed = shuffle(join(tagged(one), join(m, take(n, 2, 1))))
                const parts = overSamples(
                  mixed,
                  (so: { readonly odd: Scalar; readonly seen: Scalar }, x) => ({
                    odd: add(so.odd, astray(x as Tagged, one)),
                    seen: add(so.seen, sumOver(x, field(x, 'weight'))),
                  }),
                  2,
                )({ odd, seen })
                return {
                  kept: push(kept, tagged(batch, tag)),
                  odd: add(parts.odd, astray(all(kept), one)),
                  seen: parts.seen,
                }
              },
              { replacement: false },
            ),
          ),
        )(start)
        return { memory: after.kept, odd: after.odd, seen: after.seen }
      },
  }).program({})

type Program = ReturnType<typeof wandering>

const wander = async (program: Program, batches: readonly HostBatch[], seed: number, savedAfter?: number) => {
  const device = referenceDevice()
  const own = session({ program, ...scales, device })
  let state = right(await own.initial(seed)())
  for (const [batch, examples] of batches.entries()) {
    state = right(await own.handle(seed, state, { name: 'onBatch', task: 0, batch, batches: { batch: examples } })())
    if (batch === savedAfter) {
      const saved = structuredClone(right(await own.save(state)()))
      own.release(state)
      state = right(await own.restore(saved)())
    }
  }
  const snapshot = right(await own.save(state)())
  own.release(state)
  const number = (name: string): number => (snapshot[name]?._tag === 'Numbers' ? snapshot[name].tensors[0]![0]! : NaN)
  return { odd: number('odd'), seen: number('seen'), snapshot, left: device.buffers() }
}

/** Batches of three, some of them filled up with padding. */
const courses = fc.array(
  fc
    .tuple(fc.nat(6), fc.nat(6), fc.nat(6), fc.constantFrom([1, 1, 1], [1, 0, 1], [1, 0, 0]))
    .map(([a, b, c, w]): HostBatch => ({ ...weights(a, b, c), weights: Float32Array.from(w) })),
  { minLength: 1, maxLength: 4 },
)

describe('a field', () => {
  describe.each(Object.entries(starts))('of %s', (_, memory) => {
    it('law: what is drawn is what was pushed, in whatever order, in loops; padding has zeros', () =>
      fc.assert(
        fc.asyncProperty(courses, fc.nat(99), async (batches, seed) => {
          const { odd, seen, left } = await wander(wandering(memory), batches, seed)
          expect([odd, left]).toEqual([0, 0])
          expect(seen).toBeGreaterThan(batches.length)
        }),
        { numRuns: 15 },
      ))
    it('control: what is pushed under another rule is seen to be astray', async () => {
      const other = wandering(memory, (batch) => multiply(3, field(batch, 'inputs')))
      expect((await wander(other, [weights(0, 1, 2), weights(3, 4, 5)], 7)).odd).toBeGreaterThan(0)
    })
    it('law: after it was saved and restored it goes on as it would have', () =>
      fc.assert(
        fc.asyncProperty(courses, fc.nat(99), async (batches, seed) => {
          const through = await wander(wandering(memory), batches, seed)
          const again = await wander(wandering(memory), batches, seed, 0)
          expect(again).toEqual(through)
        }),
        { numRuns: 5 },
      ))
    it('law: a program that is written and read again keeps the same', async () => {
      const program = wandering(memory)
      const read = decodeProgram(JSON.parse(JSON.stringify(encodeProgram(program))))
      const batches = [weights(0, 1, 2), weights(3, 4, 5)]
      expect(await wander(right(read), batches, 3)).toEqual(await wander(program, batches, 3))
    })
  })
  it('law: of a memory without room nothing is kept, and nothing drawn', async () => {
    const { odd, left } = await wander(wandering(reservoir(0, { tag: rowsOf('inputs') })), [weights(0, 1, 2)], 1)
    expect([odd, left]).toEqual([0, 0])
  })
})

const said = (onBatch: (sees: { readonly memory: never; readonly batch: never }) => object): string => {
  const judged = judgeProgram(
    defineMethod({
      name: 'odd',
      source: 'a test',
      options: {},
      state: () => ({ memory: reservoir(4, { tag: rowsOf('inputs') }), total: 0 }),
      onBatch: () => onBatch as never,
    }).program({}),
  )
  return isLeft(judged) ? render(judged.left) : ''
}

describe('what does not fit is refused by name', () => {
  it.each<readonly [string, () => string, string]>([
    [
      'a push of a batch that lacks a field',
      () => said(({ memory, batch }) => ({ memory: push(memory, batch) })),
      '`batch` must be a batch with `tag` of `inputs`, got a batch',
    ],
    [
      'a field of another width',
      () =>
        said(({ memory, batch }) => ({
          memory: push(memory, withField(batch, 'tag', field(batch, 'targets')) as never),
        })),
      'got a batch with `tag` of `outputs`',
    ],
    [
      'a field that is not there',
      () => said(({ batch }) => ({ total: sumOver(batch, field(batch, 'tag' as 'weight')) })),
      '`field` must be one that the batch has: inputs, targets, weight, position, heads',
    ],
    [
      'a field by a name that every batch has',
      () =>
        said(({ batch }) => {
          const odd = withField(batch, 'targets' as never, field(batch, 'targets'))
          return { total: sumOver(odd, field(odd, 'weight')) }
        }),
      'a field must have a name of its own',
    ],
    [
      'rows of another batch',
      () =>
        said(({ memory, batch }) => ({
          memory: draw(memory as (typeof starts)['a reservoir'], 2, (m) =>
            push(memory, withField(batch, 'tag', field(m, 'inputs')) as never),
          ),
        })),
      '`rows` must be rows of `batch`',
    ],
    [
      'a memory that lacks the fields of the slot',
      () => said(() => ({ memory: reservoir(4) })),
      'the new value of `memory` must be a memory with `tag` of `inputs`, got a memory',
    ],
  ])('%s', (_, refusal, words) => {
    expect(refusal()).toContain(words)
  })
})
