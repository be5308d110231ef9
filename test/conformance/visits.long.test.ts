import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { lowerHandler, type Plan, planEvent, slotOf, tensorShapes } from '../../src/compiler/index.ts'
import { decodeProgram, encodeProgram, type Syntax, scopesOf } from '../../src/dsl/index.ts'
import { derivativesOf } from '../../src/interpreters/cost/index.ts'
import { dryTensors, dryWasm, type MachineDevice } from '../../src/interpreters/devices/index.ts'
import { explain, formats } from '../../src/interpreters/explain/index.ts'
import { surroundingsOf } from '../../src/interpreters/runtime/surroundings.ts'
import { layoutOf } from '../../src/networks/index.ts'
import { right } from '../methods/played.ts'
import { between, network } from './course.ts'
import { type Family, families, programOf } from './shared-graphs.ts'
import { visitsOf } from './visits.ts'

const parameters = { _tag: 'Params', network: 'learner' } as const
const shaped = tensorShapes({ learner: layoutOf(network, between) })
const shapes = {
  theta: slotOf(parameters, shaped),
  memory: { _tag: 'Memory', value: { capacity: 4, pastTasks: 0 } },
  past: slotOf({ _tag: 'List', names: [], elements: [parameters] }, shaped, 1),
} as const

/** Compiles every piece of a plan on a device. */
const scheduled = (device: MachineDevice, { steps }: Plan): void => {
  for (const step of steps) {
    if (step._tag === 'Device') device.compile(step.program)
    if (step._tag === 'HostLoop') scheduled(device, step.body)
    if (step._tag === 'Branch') for (const side of [step.then, step.otherwise]) scheduled(device, side)
  }
}

type Walks = Readonly<Record<string, number>>

/** The work of every walk over the program of a family. */
const walksOf = (name: string, n: number, visits: typeof visitsOf = visitsOf): Walks => {
  const family = families[name]!
  const counts: Record<string, number> = {}
  const counted = <A>(walk: string, work: () => A): A => {
    let result: A | undefined
    counts[walk] = visits(() => {
      result = work()
    })
    return result as A
  }
  const { method, program } = counted('building', () => programOf(family, n))
  const handler = program.handlers.onBatch!
  const json = counted('encoding', () => encodeProgram(program))
  const text = JSON.stringify(json)
  const decoded = counted('decoding', () => decodeProgram(JSON.parse(text)))
  // What the decoder refuses for its depth or its derivatives it refuses at once: there is no growth to look at.
  if (E.isLeft(decoded)) delete counts.decoding
  counted('explaining', () => {
    for (const format of formats) explain(method, {}, { format })
    explain(method, {}, { expand: true })
  })
  counted('counting derivatives', () =>
    derivativesOf(handler, { batch: 4 }, { memory: { _tag: 'Reservoir', capacity: 4, held: 4 } }, 3),
  )
  const { around } = surroundingsOf({ program, network, between })
  const lowered = counted('lowering', () =>
    right(lowerHandler('x', handler, shapes, { ...around, counts: { batch: 4 } })),
  )
  const { plan } = counted('simplifying and planning', () => right(planEvent(lowered)))
  counted('scheduling', () => {
    for (const device of [dryWasm(() => {}), dryTensors(() => {})]) scheduled(device, plan)
  })
  return counts
}

/**
 * Twice the steps take at most twice the work, and a little for what is sorted and looked up. In nested binders each node has all of
 * them around it; where all values are still read, explaining looks for a name that none of them has.
 */
const allowed = ({ nested, named }: Family, walk: string): number =>
  nested === true ? 4.4 : named === true && walk === 'explaining' ? 3 : 2.35

const steps = 12

describe.each(Object.keys(families))('%s', (name) => {
  it(`law: twice as deep, every walk does at most ${families[name]!.nested ? 'four times' : 'twice'} the work`, () => {
    // The first time, caches of the process are filled.
    walksOf(name, 2, (work) => {
      work()
      return 0
    })
    const [once, more] = [walksOf(name, steps), walksOf(name, 2 * steps)]
    const growth = Object.keys(more).flatMap((walk) => {
      const factor = more[walk]! / (once[walk] ?? Number.POSITIVE_INFINITY)
      return factor > allowed(families[name]!, walk)
        ? [`${walk}: ${once[walk]} → ${more[walk]}, × ${factor.toFixed(2)}`]
        : []
    })
    expect(growth).toEqual([])
  })
})

describe('programs deeper than the call stack', () => {
  it.each(['x = x + x', 'gradients cut off'])('%s: are walked, or refused', (name) => {
    const { method, program } = programOf(families[name]!, 6_000)
    const decoded = decodeProgram(encodeProgram(program))
    expect(E.isLeft(decoded) && decoded.left.rule).toMatch(/a program may (be at most 1000 nodes deep|have at most)/)
    expect(explain(method, {})).toContain('On each batch')
    expect(derivativesOf(program.handlers.onBatch!, { batch: 4 }, {}, 3).gradients).toEqual({ least: 0, most: 0 })
    const { around } = surroundingsOf({ program, network, between })
    const lowered = right(lowerHandler('x', program.handlers.onBatch!, shapes, { ...around, counts: { batch: 4 } }))
    const { plan } = right(planEvent(lowered))
    scheduled(
      dryWasm(() => {}),
      plan,
    )
  })
})

describe('the counting of visits', () => {
  it('control: sees a walk that visits shared nodes again', () => {
    const theta = (n: number): Syntax => programOf(families['x = x + x']!, n).program.handlers.onBatch!.updates.theta!
    const [shallow, deep] = [theta(6), theta(12)]
    const asTree = (s: Syntax): void => scopesOf(s).forEach(({ terms }) => terms.forEach(asTree))
    expect(visitsOf(() => asTree(deep)) / visitsOf(() => asTree(shallow))).toBeGreaterThan(50)
  })
  it('control: sees copies and searches of lists, which no function of ours runs', () => {
    const list = Array.from({ length: 500 }, (_, i) => i)
    const copied = (n: number) => () => Array.from({ length: n }, () => [...list])
    expect(visitsOf(copied(20))).toBeGreaterThan(20 * 500)
    expect(visitsOf(() => list.includes(-1))).toBeGreaterThanOrEqual(500)
  })
})
