import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { planOf } from '../../../src/compiler/index.ts'
import { decodeOptions, decodeProgram, encodeProgram, type MethodProgram, type Values } from '../../../src/dsl/index.ts'
import { orThrow } from '../../../src/fault.ts'
import { backends, type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { optionsReadBy, planRunner, type State, session } from '../../../src/interpreters/runtime/index.ts'
import { builder, hostNumbersIn, numbersAt } from '../../../src/ir/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { child, key, uniforms } from '../../../src/random/index.ts'
import { between, course, network } from '../../conformance/course.ts'
import { rows } from '../../conformance/rows.ts'
import { right } from '../../methods/played.ts'

const own = rows.filter(({ name, method }) => name === method)
const valuesOf = ({ method, set }: (typeof rows)[number]): Values =>
  right(decodeOptions(method, methods[method]!.options, set))

/** The options that a program reads, at values of a setting: nearer to 0 than a method’s own, none of them a round number. */
const named = (method: string, values: Values, setting: number): Readonly<Record<string, number>> =>
  Object.fromEntries(
    optionsReadBy(methods[method]!.program(values)).map((name) => [
      name,
      Number(values[name]) * (0.5 + 0.5 * uniforms(child(key(setting), name), 1)[0]!),
    ]),
  )

/** The same program with every named constant written out as a literal: what is compiled of it knows the numbers. */
const written = (program: MethodProgram, values: Values): MethodProgram => {
  const literal = (of: unknown): unknown => {
    if (Array.isArray(of)) return of.map(literal)
    if (typeof of !== 'object' || of === null) return of
    if ('_tag' in of && of._tag === 'Option' && 'name' in of) return { _tag: 'Literal', value: values[String(of.name)] }
    return Object.fromEntries(Object.entries(of).map(([field, value]) => [field, literal(value)]))
  }
  return right(decodeProgram(literal(encodeProgram(program))))
}

/** A device that counts what it compiles. */
const counting = <B>(device: Device<B>) => {
  const compiled = { count: 0 }
  const compile: Device<B>['compile'] = (program) => {
    compiled.count += 1
    return device.compile(program)
  }
  return { compiled, device: { ...device, compile } }
}

/** Plays the course in several sessions side by side, event by event. */
const played = async <B>(sessions: readonly ReturnType<typeof session<B>>[]) => {
  let states: readonly State<B>[] = await Promise.all(sessions.map((one) => orThrow(one.initial(3))))
  for (const event of course)
    states = await Promise.all(sessions.map((one, i) => orThrow(one.handle(3, states[i]!, event))))
  const saved = await Promise.all(sessions.map((one, i) => orThrow(one.save(states[i]!))))
  sessions.forEach((one, i) => {
    one.release(states[i]!)
  })
  return saved
}

const tfjs = (
  await Promise.all(['wasm', 'cpu'].map((name) => backends.find((backend) => backend.name === name)!.open()))
).flatMap((opened) => (isRight(opened) ? [opened.right] : []))

const settings = Array.from({ length: 10 }, (_, i) => i)

describe.each(own)('$name', (row) => {
  const values = valuesOf(row)
  const made = (of: Values): MethodProgram => methods[row.method]!.program(of)
  it('law: ten settings of named constants are one compilation, whether told beside a program or where it is made', async () => {
    const once = counting(referenceDevice())
    await played([session({ program: made(values), network, between, device: once.device })])
    const often = counting(referenceDevice())
    const beside = settings.map((i) =>
      session({ program: made(values), options: named(row.method, values, i), network, between, device: often.device }),
    )
    await played(beside)
    expect(often.compiled.count).toBe(once.compiled.count)
    const inside = settings.map((i) =>
      session({
        program: made({ ...values, ...named(row.method, values, i) }),
        network,
        between,
        device: often.device,
      }),
    )
    await played(inside)
    // A list is as long again as before, and a ring of as many tasks, when the course begins again: that is kept.
    expect(often.compiled.count).toBe(once.compiled.count)
  })
  const agrees = async <B>(device: Device<B>): Promise<void> => {
    const at = { ...values, ...named(row.method, values, 7) }
    const [beside, inside, folded] = await played([
      session({ program: made(values), options: named(row.method, values, 7), network, between, device }),
      session({ program: made(at), network, between, device }),
      session({ program: written(made(at), at), network, between, device }),
    ])
    expect(beside).toEqual(inside)
    expect(beside).toEqual(folded)
  }
  it('law: an option is worth what its number would be in the program, to the bit, on reference', () =>
    agrees(referenceDevice()))
  it.each(tfjs.map((device) => [device.name, device] as const))(
    'law: an option is worth what its number would be in the program, to the bit, on %s',
    (_, device) => agrees(device),
  )
})

describe('control: what is compiled', () => {
  const ewc = own.find(({ name }) => name === 'ewc')!
  const values = valuesOf(ewc)
  it('is compiled again for a count, and on another device', async () => {
    const { device, compiled } = counting(referenceDevice())
    const play = (set: Values, on = device) =>
      played([session({ program: methods.ewc!.program({ ...values, ...set }), network, between, device: on })])
    await play({})
    const once = compiled.count
    expect(once).toBeGreaterThan(0)
    await play({ samples: Number(values.samples) + 1 })
    expect(compiled.count).toBeGreaterThan(once)
    const twice = compiled.count
    await play({}, { ...device })
    expect(compiled.count).toBeGreaterThan(twice)
  })
  it('does not hold the numbers of a setting: another gives other numbers', async () => {
    const device = referenceDevice()
    const program = methods.ewc!.program(values)
    const [one, other] = await played(
      [1, 2].map((i) => session({ program, options: named('ewc', values, i), network, between, device })),
    )
    expect(one).not.toEqual(other)
  })
})

describe('what the host solves by', () => {
  it('is what it knows, not what a device keeps of it', async () => {
    const build = builder()
    const [gram, linear] = [build.variable('G', [2, 2]), build.variable('b', [2])]
    const solution = build.make('quadraticProgram', [gram, linear, build.make('option', [], { name: 'l' })], {})
    const prelude = hostNumbersIn([solution])
    const device = tfjs[0]!
    const given = new Map([
      [gram, device.upload([2, 2], [1, 1, 1, 2])],
      [linear, device.upload([2], [1, 0.1])],
    ])
    const plan = planOf([solution], new Set([gram, linear, ...prelude]))
    const [out] = await planRunner(device).run(plan, given, numbersAt(prelude, { l: -0.1 }))
    // The first is held at l, so the second is −(b₂ + l)/2: 0 where l is as float32 has b₂, and not where it is −0.1.
    const [, second] = Array.from(await device.read(out!))
    // A handful of roundings of float64, at numbers of size 1.
    expect(Math.abs(second! + (Math.fround(0.1) - 0.1) / 2)).toBeLessThan(8 * 2 ** -53)
    for (const buffer of [out!, ...given.values()]) device.release(buffer)
  })
})

describe('a value beside a program', () => {
  const program = methods.ewc!.program(valuesOf(own.find(({ name }) => name === 'ewc')!))
  const started = (options: Values) =>
    session({ program, options, network, between, device: referenceDevice() }).initial(0)()
  it('is refused for what shapes the program, by name', async () => {
    for (const options of [{ samples: 7 }, { step: 'proximal' }, { nothing: 1 }] as const)
      expect(await started(options)).toMatchObject({
        left: { where: 'ewc', code: 2, got: expect.stringContaining(Object.keys(options)[0]!) },
      })
  })
  it('is refused where float32 does not hold it', async () =>
    expect(await started({ lambda: 1e60 })).toMatchObject({ left: { got: 'lambda = 1e+60' } }))
  it('may be what it is in the program', async () =>
    expect(await started({ ...program.options })).toMatchObject({ _tag: 'Right' }))
})
