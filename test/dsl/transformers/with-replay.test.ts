import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  canonicalProgram,
  childrenOf,
  count,
  defaults,
  defineMethod,
  draw,
  fewer,
  gradientStep,
  innerLoop,
  isRandom,
  join,
  type Method,
  positive,
  push,
  reservoir,
  topDown,
  withGlances,
  withReplay,
} from '../../../src/dsl/index.ts'
import { programOf } from '../../../src/experiment/index.ts'
import { render } from '../../../src/fault.ts'
import { same } from '../../../src/laws/index.ts'
import { played } from '../../methods/played.ts'
import { regressions, vectors } from '../../methods/points.ts'
import { options, plain } from './plain.ts'

const cases = fc.tuple(regressions(2), regressions(3), regressions(2, 1, 1), vectors(2))
const happeningsOf = ([a, b, c]: readonly [Batch, Batch, Batch, unknown]) =>
  [
    ['batch', a],
    ['batch', b],
    ['end', b],
    ['batch', c],
  ] as const
type Batch = Parameters<typeof played>[1][number][1]

const canonical = (method: Method) => canonicalProgram(method.program(defaults(method.options)))

describe('withReplay', () => {
  it.each(Object.entries(plain))('law: nothing remembered, or nothing drawn, is the identity on %s', (_, transformed) =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const alone = await played(transformed(), happeningsOf(n), { theta: n[3] })
        for (const set of [{ memory: 0 }, { replay: 0 }]) {
          const replayed = await played(transformed(withReplay((o) => o)), happeningsOf(n), { theta: n[3], set })
          replayed.forEach(({ slots }, i) => {
            expect(Object.keys(slots)).toEqual(Object.keys(alone[i]!.slots))
            for (const [slot, numbers] of Object.entries(slots))
              expect(same(numbers, alone[i]!.slots[slot]!)).toBe(true)
          })
        }
      }),
      { numRuns: 5 },
    ),
  )
  it('control: with examples drawn it is not', async () => {
    const [n] = fc.sample(cases, 1)
    const different = async (set: Readonly<Record<string, number>>) => {
      const alone = await played(plain.descent!(), happeningsOf(n!), { theta: [1, 2] })
      const replayed = await played(plain.descent!(withReplay((o) => o)), happeningsOf(n!), { theta: [1, 2], set })
      return !same(alone.at(-1)!.slots.theta!, replayed.at(-1)!.slots.theta!)
    }
    expect(await different({ memory: 40, replay: 20 })).toBe(true)
  })
  it('law: the batch is pushed once, whatever the number of glances', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const replayed = plain.descent!(
          withReplay((o) => o),
          withGlances((o) => o.glances),
        )
        const held = async (glances: number) =>
          (await played(replayed, happeningsOf(n), { theta: n[3], set: { glances } })).map(({ memories }) => memories)
        const once = await held(1)
        expect(await held(4)).toEqual(once)
        const { value } = once.at(-1)!.memory!
        expect(JSON.stringify(value)).toContain('"seen":7')
      }),
      { numRuns: 5 },
    ))
  it('law: it is the program that is written by hand, glances included', () => {
    const byHand = defineMethod({
      name: 'by hand',
      source: 'a test',
      options,
      state: (o) => ({ memory: reservoir(o.memory, {}, { inclusive: true }) }),
      onBatch:
        (o) =>
        ({ theta, memory, batch, loss }) => ({
          ...innerLoop(o.glances, ({ theta: at }: { readonly theta: typeof theta }) => ({
            theta: draw(
              memory,
              fewer(o.replay, o.memory),
              (old) => gradientStep({ loss: loss(join(old, batch)), rate: o.rate })(at),
              { replacement: false },
            ),
          }))({ theta }),
          memory: push(memory, batch),
        }),
    })
    const transformed = plain.descent!(
      withReplay(({ memory, replay }) => ({ memory, replay, inclusive: true, replacement: false })),
      withGlances((o) => o.glances),
    )
    expect(canonical(transformed)).toEqual(canonical(byHand))
    const other = plain.descent!(
      withReplay((o) => o),
      withGlances((o) => o.glances),
    )
    expect(canonical(other)).not.toEqual(canonical(byHand))
  })
  it('law: random choices are made in one order: what is drawn, what the method does at random, what is pushed', () => {
    const method = plain['example by example, in a random order']!(
      withReplay((o) => o),
      withGlances((o) => o.glances),
    )
    const { updates } = method.program(defaults(options)).handlers.onBatch!
    const places = [...topDown(Object.values(updates), childrenOf)].filter(isRandom)
    const built = [...places].sort((a, b) => a.place - b.place).map(({ _tag }) => _tag)
    expect(built).toEqual(['Draw', 'Shuffle', 'Push'])
    expect(Object.keys(updates)).toEqual(['theta', 'memory'])
  })
  it('law: a glance draws anew after it, and before it all glances see one draw', () => {
    const loopsAround = (method: Method) => {
      const { updates } = method.program(defaults(options)).handlers.onBatch!
      const drawn = [...topDown(Object.values(updates), childrenOf)].filter((s) => s._tag === 'Draw')
      return drawn.map(({ iterations }) => iterations.length)
    }
    expect(
      loopsAround(
        plain.descent!(
          withReplay((o) => o),
          withGlances((o) => o.glances),
        ),
      ),
    ).toEqual([1])
    expect(
      loopsAround(
        plain.descent!(
          withGlances((o) => o.glances),
          withReplay((o) => o),
        ),
      ),
    ).toEqual([0])
  })
  it('is refused where the method has a memory of that name, and says so', () => {
    const taken = defineMethod(
      {
        name: 'mine',
        source: 'a test',
        options: { rate: positive(0.1), memory: count(3), replay: count(2) },
        state: (o) => ({ memory: reservoir(o.memory) }),
        onBatch: () => () => ({}),
      },
      withReplay((o) => o),
    )
    const judged = programOf({ name: 'mine', method: taken, options: defaults(taken.options) })
    expect(E.isLeft(judged) ? render(judged.left) : '').toContain('`memory` is what a transformer adds')
  })
})
