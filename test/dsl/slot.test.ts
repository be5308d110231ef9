import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  add,
  append,
  canonicalProgram,
  defineMethod,
  innerLoop,
  like,
  type Method,
  mapTasks,
  methodFromJson,
  methodToJson,
  type Params,
  perTask,
  reservoir,
  type Scalar,
  slot,
  subtract,
  totalOverTasks,
} from '../../src/dsl/index.ts'
import { orThrow } from '../../src/fault.ts'
import { explain } from '../../src/interpreters/explain/index.ts'
import { onVectors } from '../../src/interpreters/runtime/index.ts'

type Named = <T extends Params | Scalar | ReturnType<typeof reservoir>>(symbol: string, initial: T) => T

/** A method that keeps one of everything, its slots with symbols by `named`. */
const keeping = (named: Named): Method =>
  defineMethod({
    name: 'keeping',
    source: '',
    options: {},
    state: (_, theta0) => ({
      importance: named('Ξ', like(theta0, 1)),
      memory: named('R', reservoir(3)),
      past: perTask({ information: named('J', theta0), anchor: theta0 }),
    }),
    onBatch: () => (slots) => {
      const apart = totalOverTasks(mapTasks(slots.past, ({ information, anchor }) => subtract(information, anchor)))
      const step = ({ theta, importance }: { readonly theta: Params; readonly importance: Params }) => ({
        theta: add(theta, importance),
        importance: add(importance, theta),
      })
      const { theta, importance } = innerLoop(3, step)({ theta: apart, importance: slots.importance })
      return { theta, importance: add(importance, slots.importance) }
    },
    onTaskEnd: () => (slots) => ({ past: append(slots.past, { information: slots.importance, anchor: slots.theta }) }),
  })

const [withSymbols, without] = [keeping(slot as Named), keeping((_, initial) => initial)]

describe('a slot', () => {
  it('is printed by the symbol that it is declared with, in state, lists and loops, and so is one that was read', () => {
    const text = explain(withSymbols, {})
    for (const line of [
      'Ξ 1',
      'R an empty reservoir',
      'Jᵢ, anchorᵢ',
      'φ ← Σ_{i < t} (Jᵢ − anchorᵢ)',
      'Ξ′ ← Ξ',
      'Jₜ ← Ξ',
    ])
      expect(text.replace(/ +/g, ' ')).toContain(line)
    expect(text).not.toMatch(/importance|memory|information/)
    const back = methodFromJson(JSON.parse(JSON.stringify(methodToJson(withSymbols, {}))))
    expect(E.isRight(back) ? explain(back.right, {}) : back.left).toBe(text)
  })

  it('is printed by its name where it brings none', () => {
    const text = explain(without, {})
    for (const line of ['importance 1', 'memory ', 'informationᵢ, anchorᵢ', 'importance′ ← importance'])
      expect(text.replace(/ +/g, ' ')).toContain(line)
  })

  it('is the same program with a symbol and without', () => {
    expect(canonicalProgram(withSymbols.program({}))).toEqual(canonicalProgram(without.program({})))
    const { state, handlers } = withSymbols.program({})
    expect(state.memory).toEqual(reservoir(3))
    expect(Object.values(handlers.onBatch!.slots).map(({ name, symbol }) => [name, symbol])).toEqual([
      ['θ', undefined],
      ['importance', 'Ξ'],
      ['memory', 'R'],
      ['past', undefined],
    ])
  })

  it('may begin as a number, and is what it begins as wherever it is used', async () => {
    const given = { v: [1, 2] }
    expect(await orThrow(onVectors(given, ({ v }) => add(slot('u', v), slot('c', 3))))).toEqual([4, 5])
  })
})
