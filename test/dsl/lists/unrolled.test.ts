import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { childrenOf, defaults, isUnrolled, type Method, topDown } from '../../../src/dsl/index.ts'
import { backends, type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { eachOperation, method as randomMethod } from '../../../src/laws/arbitraries/index.ts'
import { arbitraries } from '../../../src/laws/index.ts'
import { counting } from '../../../src/laws/roundings.ts'
import { memoriesOf, numbersOf, type Play, stage } from '../../../src/laws/stage.ts'
import { methods } from '../../../src/methods/index.ts'
import { right } from '../learner.ts'
import { unrolled } from './lengthening.ts'

const { course, network } = arbitraries

const playOf = (method: Method) =>
  fc.tuple(network, fc.nat(9999)).chain(([{ network, between }, seed]) =>
    course(between).map(
      (events): Play => ({
        program: method.program(defaults(method.options)),
        network,
        between,
        seed,
        course: events,
      }),
    ),
  )

/** The largest distance between what two programs leave of equal states, in allowed ones: a unit for each rounding on the way. */
const distance = async <B>(play: Play, other: Play['program'], device: Device<B>, unit: number): Promise<number> => {
  const { device: counted, roundings } = counting(device)
  const [left, right] = [stage(play, counted), stage({ ...play, program: other }, device)]
  let state = await left.start()
  let worst = 0
  for (const event of play.course) {
    const saved = await left.save(state)
    roundings()
    const copy = await right.after(await right.restore(saved), event)
    state = await left.after(state, event)
    const [one, two] = [await left.save(state), await right.save(copy)]
    expect(isDeepStrictEqual(memoriesOf(one), memoriesOf(two))).toBe(true)
    const [a, b] = [numbersOf(one), numbersOf(two)]
    const all = [...Object.values(numbersOf(saved)), ...Object.values(a)].flat(2)
    const bound = roundings() * unit * all.reduce((most, x) => Math.max(most, Math.abs(x)), 1)
    for (const [slot, tensors] of Object.entries(a))
      tensors.forEach((tensor, i) => {
        tensor.forEach((x, j) => {
          const apart = Math.abs(x - b[slot]![i]![j]!)
          worst = Math.max(worst, apart === 0 ? 0 : apart / bound)
        })
      })
    right.release(copy)
  }
  left.release(state)
  return worst
}

const hasLoop = ({ program }: Play): boolean =>
  Object.values(program.handlers).some(
    (h) => h !== undefined && [...topDown(Object.values(h.updates), childrenOf)].some(({ _tag }) => _tag === 'Loop'),
  )

const opened = async (name: string) =>
  right(await backends.find((backend) => backend.name === name)!.open()) as Device<unknown>

describe('a loop equals its turns one after the other', () => {
  it('law: for every body of random programs, draws, samples, memories, noise and derivatives in it', async () => {
    let looped = 0
    await fc.assert(
      fc.asyncProperty(randomMethod.chain(playOf), async (play) => {
        if (hasLoop(play)) looped += 1
        expect(await distance(play, unrolled(play.program), referenceDevice(), 2 ** -53)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 25 },
    )
    expect(looped).toBeGreaterThan(0)
  })

  it.each(eachOperation)('law: for %s', (_, method) =>
    fc.assert(
      fc.asyncProperty(playOf(method), async (play) => {
        expect(await distance(play, unrolled(play.program), referenceDevice(), 2 ** -53)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 2 },
    ),
  )

  it('law: for MER, which draws in its loops', () =>
    fc.assert(
      fc.asyncProperty(playOf((methods as { readonly mer: Method }).mer), async (play) => {
        expect(await distance(play, unrolled(play.program), referenceDevice(), 2 ** -53)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 3, endOnFailure: true },
    ))

  it.each(['wasm', 'cpu'])('law: on %s', async (backend) => {
    const device = await opened(backend)
    await fc.assert(
      fc.asyncProperty(randomMethod.chain(playOf), async (play) => {
        expect(await distance(play, unrolled(play.program), device, 2 ** -24)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 8 },
    )
  })

  it('control: every loop is unrolled by that, and none was before', () => {
    const { mer } = methods as { readonly mer: Method }
    const program = mer.program(defaults(mer.options))
    const loopsIn = (of: Play['program']) =>
      [...topDown(Object.values(of.handlers.onBatch!.updates), childrenOf)].filter((s) => s._tag === 'Loop')
    expect(loopsIn(program).filter(isUnrolled)).toEqual([])
    const after = loopsIn(unrolled(program))
    expect(after.length).toBe(loopsIn(program).length)
    expect(after.every(isUnrolled)).toBe(true)
  })

  it('control: a loop with a turn more leaves another state', async () => {
    const { mer } = methods as { readonly mer: Method }
    const [play] = fc.sample(playOf(mer), 1)
    const longer = mer.program({ ...defaults(mer.options), batches: 3 })
    expect(await distance(play!, unrolled(longer), referenceDevice(), 2 ** -53)).toBeGreaterThan(1)
  })
})
