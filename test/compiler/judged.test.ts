import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { built } from '../../scripts/fuzz/built.ts'
import { keptAs, lowerHandler, type SlotShape, slotOf, tensorShapes } from '../../src/compiler/index.ts'
import {
  bottomUp,
  defaults,
  freeParams,
  type HandlerName,
  type HandlerProgram,
  judgeProgram,
  kindOf,
  type MethodProgram,
  rebuild,
  type Syntax,
  scopesOf,
} from '../../src/dsl/index.ts'
import { render } from '../../src/fault.ts'
import { surroundingsOf } from '../../src/interpreters/runtime/index.ts'
import { eachOperation, method as randomMethod } from '../../src/laws/arbitraries/index.ts'
import { methods } from '../../src/methods/index.ts'
import { mlp } from '../../src/networks/index.ts'

const network = mlp({ hidden: [2] })
const between = { inputShape: [2], outputs: 2 }
const termsIn = (s: Syntax): readonly Syntax[] => scopesOf(s).flatMap(({ terms }) => terms)

/** One term of a program in the place of another: the `at`-th mention of any becomes the `by`-th of all that are made before it. */
interface Change {
  readonly at: number
  readonly by: number
}

const ghost = freeParams('ghost')

const changed = (handler: HandlerProgram, { at, by }: Change): HandlerProgram => {
  const order = bottomUp(Object.values(handler.updates), termsIn)
  const mentions = order.flatMap((s) => termsIn(s).map((_, i) => ({ s, i })))
  const one = mentions[at % Math.max(1, mentions.length)]
  const made = new Map<Syntax, Syntax>()
  for (const s of order) {
    const others: readonly Syntax[] = [
      ...made.values(),
      ...Object.values(handler.slots),
      ...Object.values(handler.batches),
      ghost,
    ]
    let i = 0
    const next = rebuild(s, (term) => {
      const hit = s === one?.s && i === one.i
      i += 1
      return hit ? others[by % others.length]! : made.get(term)!
    })
    made.set(s, next)
  }
  const updates = Object.entries(handler.updates).map(([slot, term]) => [slot, made.get(term)!] as const)
  return { ...handler, updates: Object.fromEntries(updates) }
}

const change = fc.record({ at: fc.nat(), by: fc.nat() })
const whole = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...Object.values(methods)) },
  { weight: 1, arbitrary: fc.constantFrom(...eachOperation.map(([, method]) => method)) },
  { weight: 1, arbitrary: randomMethod },
  { weight: 5, arbitrary: built },
)

/** Programs as they are written, and programs of which nobody knows what they should mean: some of their terms have changed places. */
const program: fc.Arbitrary<MethodProgram> = fc
  .record({ of: whole, changes: fc.array(change, { maxLength: 3 }), which: fc.nat() })
  .map(({ of, changes, which }) => {
    const base = of.program(defaults(of.options))
    const names = Object.keys(base.handlers) as HandlerName[]
    const name = names[which % names.length]!
    return { ...base, handlers: { ...base.handlers, [name]: changes.reduce(changed, base.handlers[name]!) } }
  })

/** What the lowering calls its own fault about a program, whether or not anybody has judged it. */
const faultOf = (of: MethodProgram, tasks: number): string | undefined => {
  const { around, layouts } = surroundingsOf({ program: of, network, between })
  const shapes = tensorShapes(layouts)
  const held = (s: Syntax): SlotShape => {
    if (s._tag === 'Ring') return { _tag: 'Memory', value: { capacity: s.capacity, pastTasks: tasks, ofTasks: true } }
    if (s._tag !== 'Reservoir') return slotOf(kindOf(s), shapes, tasks)
    const fields = Object.entries(s.fields ?? {}).map(([name, width]) => {
      const kind = keptAs(s.capacity, width)
      return [name, { kind, tensor: shapes(kind)[0]! }] as const
    })
    const value = { capacity: s.capacity, pastTasks: 0, ...(s.scored === true ? { scored: true } : {}) }
    return { _tag: 'Memory', value, ...(fields.length === 0 ? {} : { fields: Object.fromEntries(fields) }) }
  }
  const state = Object.fromEntries(
    Object.entries({ theta: of.theta0, ...of.state }).map(([slot, s]) => [slot, held(s)]),
  )
  for (const [name, handler] of Object.entries(of.handlers)) {
    if (handler === undefined) continue
    try {
      const lowered = lowerHandler(name, handler, state, { ...around, counts: { batch: 2, data: 2 } })
      if (E.isLeft(lowered) && lowered.left.rule.startsWith('internal: ')) return render(lowered.left)
    } catch (error) {
      return String(error)
    }
  }
  return undefined
}

describe('the lowering of programs', () => {
  it('law: whatever it calls its own fault, the judge has refused', () => {
    const seen = { ours: new Set<string>(), refused: 0, lowered: 0 }
    fc.assert(
      fc.property(program, fc.nat(2), (of, tasks) => {
        const ours = faultOf(of, tasks)
        const verdict = judgeProgram(of)
        if (E.isLeft(verdict)) seen.refused += 1
        else {
          expect(ours).toBeUndefined()
          seen.lowered += 1
        }
        if (ours !== undefined) seen.ours.add(ours.split('\n')[0]!.replace(/^.*internal: |, got.*/g, ''))
      }),
      { numRuns: 400 },
    )
    // control: without a judge it comes to that, in many ways; and the judge does not refuse everything.
    expect(seen.ours.size).toBeGreaterThan(5)
    expect(Math.min(seen.refused, seen.lowered)).toBeGreaterThan(50)
  })
})
