import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { functionDevice } from '../../../../src/interpreters/devices/tensorflow/index.ts'
import { lower } from '../../../../src/interpreters/devices/tensorflow/lower.ts'
import { builder, type Node, operations, type Program, sizeOf } from '../../../../src/ir/index.ts'
import { exactly } from './exact.ts'
import { binding } from './function-devices.ts'

const o = operations(builder())
const { build } = o

const has = binding?.hasPasses?.() === true
const device = has ? functionDevice('passes', binding!, { xla: false, passes: true }) : undefined

const special = [Number.NaN, 0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1, -1] as const

/** Numbers that look random, with some that are none, infinite or 0 among them. */
const numbers = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => {
    const x = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453
    const part = x - Math.floor(x)
    return part < 0.1 ? special[(i + seed) % special.length]! : 4 * part - 2
  })

const results = async (program: Program, values: readonly Float32Array[]): Promise<readonly Float32Array[]> => {
  const buffers = program.inputs.map((input, i) => device!.upload(input.shape, values[i]!))
  const outputs = device!.compile(program)(buffers)
  const read = await Promise.all(outputs.map((output) => device!.read(output)))
  for (const buffer of [...buffers, ...outputs]) device!.release(buffer)
  return read.map((each) => Float32Array.from(each))
}

/** A shape of images or rows whose ends lie within tiles and vectors, at them and past them, and what is broadcast to it. */
const shapes = fc
  .tuple(fc.constantFrom(1, 3), fc.constantFrom(1, 2, 7, 48, 250), fc.constantFrom(1, 3, 16, 20, 33, 1030))
  .map(([n, rows, columns]) => ({
    whole: [n, rows, columns],
    parts: [[n, rows, columns], [n, rows, columns], [columns], [n, 1, 1], [n, rows, 1], []],
  }))

const unary = ['negate', 'absolute', 'sign', 'squareRoot'] as const
const binary = ['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum'] as const
const comparisons = ['less', 'lessEqual', 'equal'] as const

/** Some elementwise work, of which all values are asked for or only the last. */
const works = fc
  .tuple(
    shapes,
    fc.array(fc.tuple(fc.nat(12), fc.nat(1000), fc.nat(1000), fc.nat(1000)), { minLength: 1, maxLength: 12 }),
    fc.boolean(),
  )
  .map(([{ whole, parts }, steps, all]) => {
    const inputs = parts.map((shape, i) => build.variable(`x${i}`, shape))
    const made: Node[] = inputs.map((input) => o.broadcast(input, whole))
    made.push(o.constant(0.75, whole))
    const from = made.length
    for (const [which, ...places] of steps) {
      const [a, b, c] = places.map((place) => made[place % made.length]!) as [Node, Node, Node]
      if (which < 3) made.push(o[unary[which]!](a))
      else if (which < 4) made.push(o.squareRoot(o.absolute(b)))
      else if (which < 10) made.push(o[binary[which - 4]!](a, b))
      else made.push(o.select(o[comparisons[which - 10]!](a, b), c, a))
    }
    return { inputs, outputs: all ? made.slice(from) : made.slice(-1) }
  })

describe.skipIf(!has)('passes of our own in TensorFlow', () => {
  it('law: every value is what IEEE 754 says of each operation, whatever is repeated and wherever a tile ends', async () => {
    await fc.assert(
      fc.asyncProperty(works, fc.nat(1000), async (program, seed) => {
        const values = program.inputs.map(({ shape }, i) => numbers(sizeOf(shape), seed + i))
        const known = new Map(program.inputs.map((input, i) => [input, values[i]!]))
        const given = await results(program, values)
        for (const [i, output] of program.outputs.entries()) {
          const meant = exactly(output, known)
          // One small operation is TensorFlow's, which may leave the sign of 0 and what is beside NaN to chance.
          const isTheirs = sizeOf(output.shape) < 4096
          const same = (x: number, y: number): boolean => Object.is(x, y) || (isTheirs && (x === y || Number.isNaN(y)))
          const apart = given[i]!.findIndex((x, j) => !same(x, meant[j]!))
          expect([output.primitive, apart, given[i]![apart], meant[apart]]).toEqual([
            output.primitive,
            -1,
            undefined,
            undefined,
          ])
        }
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('law: conditions that are kept are conditions, and one that is given is read', async () => {
    const [x, y] = [build.variable('x', [7, 33]), build.variable('y', [33])]
    const isLess = o.less(x, o.broadcast(y, x.shape))
    // The sum of a gather can't be part of a pass, so that the condition goes from one to another.
    const row = o.gather(o.select(isLess, x, o.constant(0, x.shape)), build.variable('i', [2]))
    const inputs = [x, y, row.inputs[1]!]
    const outputs = [row, o.select(o.less(o.sum(row), o.constant(1e9)), o.select(isLess, x, x), o.negate(x))]
    const values = [numbers(7 * 33, 1).map((v) => (Number.isFinite(v) ? v : 0)), numbers(33, 2), Float32Array.of(6, 2)]
    const [taken, all] = await results({ inputs, outputs: [outputs[0]!, outputs[1]!] }, values)
    const known = new Map([x, y].map((input, i) => [input, values[i]!]))
    const chosen = exactly(row.inputs[0]!, known)
    expect([...taken!]).toEqual([...chosen.slice(6 * 33), ...chosen.slice(2 * 33, 3 * 33)])
    expect([...all!]).toEqual([...values[0]!])
  })

  it('law: all threads of a pass take numbers below the smallest normal one alike', async () => {
    // Whether they are 0 is the mode of a thread: rows of one tile each, all the same, and so many that threads share them.
    const [rows, columns] = [512, 1024]
    const row = Float32Array.from({ length: columns }, (_, i) => (1 + (i % 97)) * 1e-40)
    const programOf = (count: number): Program => {
      const x = build.variable('x', [count, columns])
      const [half, double] = [o.multiply(x, o.constant(0.5)), o.add(x, x)]
      return { inputs: [x], outputs: [o.multiply(o.add(half, double), o.constant(2 ** 60)), o.add(half, double)] }
    }
    const values = Float32Array.from({ length: rows * columns }, (_, i) => row[i % columns]!)
    // Four rows are a pass, and too little to share: they are what the thread makes of them that asks for the others.
    const alone = await results(programOf(4), [values.slice(0, 4 * columns)])
    // What they are told by: all are 0 or none is, and where none is all are other numbers.
    expect(new Set(alone[0]!.map((x) => Number(x === 0))).size).toBe(1)
    expect(row.every((x) => Math.fround(Math.fround(x * 0.5) + 2 * x) * 2 ** 60 !== 0)).toBe(true)
    for (let again = 0; again < 10; again += 1) {
      const together = await results(programOf(rows), [values])
      const apart = together.map((all, output) => all.findIndex((x, i) => !Object.is(x, alone[output]![i % columns])))
      expect(apart).toEqual([-1, -1])
    }
  })

  it('law: a sum over any axes is that of its terms, up to a rounding and those within a tile', async () => {
    await fc.assert(
      fc.asyncProperty(
        shapes,
        fc.subarray([0, 1, 2], { minLength: 1 }),
        fc.nat(1000),
        async ({ whole }, axes, seed) => {
          const [x, y] = [build.variable('x', whole), build.variable('y', [whole[2]!])]
          const terms = o.multiply(x, o.broadcast(y, whole))
          const values = [numbers(sizeOf(whole), seed), numbers(whole[2]!, seed + 1)].map((all) =>
            all.map((v) => (Number.isFinite(v) ? v : 0.5)),
          )
          const program = { inputs: [x, y], outputs: [o.sum(terms, axes), o.sum(o.absolute(terms), axes)] }
          const [first, again] = [await results(program, values), await results(program, values)]
          expect(again.map((each) => [...each])).toEqual(first.map((each) => [...each]))
          const meant = exactly(terms, new Map([x, y].map((input, i) => [input, values[i]!])))
          const left = whole.map((extent, axis) => (axes.includes(axis) ? 1 : extent))
          const [sums, sizes] = [new Float64Array(sizeOf(left)), new Float64Array(sizeOf(left))]
          meant.forEach((term, i) => {
            const [a, b, c] = [
              Math.floor(i / (whole[1]! * whole[2]!)),
              Math.floor(i / whole[2]!) % whole[1]!,
              i % whole[2]!,
            ]
            const at = ((a % left[0]!) * left[1]! + (b % left[1]!)) * left[2]! + (c % left[2]!)
            sums[at]! += term
            sizes[at]! += Math.abs(term)
          })
          // In float32 an element adds up no more terms than there are tiles in a sixteenth of them all, or 16.
          const tiles = Math.max(16, Math.ceil((sizeOf(whole) / 16 / 512) * 2))
          first[0]!.forEach((sum, i) => {
            expect(Math.abs(sum - sums[i]!)).toBeLessThanOrEqual(2 ** -24 * (tiles + 1) * sizes[i]! + 1e-38)
          })
        },
      ),
      { numRuns: 40 },
    )
  }, 60_000)
})

const passesIn = (inputs: readonly Node[], outputs: readonly Node[], passes = true) =>
  lower({ inputs, outputs }, 'f', 100, passes).functions.flatMap(({ nodeDef }) =>
    nodeDef.map(({ op, attr }) => {
      const to = attr.to as { readonly list?: { readonly type?: readonly number[] } } | undefined
      return { op, makes: to?.list?.type?.length ?? 1 }
    }),
  )

describe('the plan of passes', () => {
  const standardised = (rows: number) => {
    const x = build.variable('x', [rows, 20])
    const spread = (of: Node): Node => o.broadcast(of, x.shape)
    const apart = o.subtract(x, spread(o.multiply(o.sum(x, [0]), o.constant(1 / rows, [20]))))
    const variance = o.sum(o.multiply(apart, apart), [0])
    return { x, outputs: [o.divide(apart, spread(o.squareRoot(variance)))] }
  }

  it('law: what takes one large tensor to make is made once more, and sums are part of the pass of their terms', () => {
    const { x, outputs } = standardised(1000)
    const passes = passesIn([x], outputs).filter(({ op }) => op === 'RetainPass')
    // x − mean and its square are stored nowhere: the pass that sums has one result, and so has the one that divides.
    expect(passes.map(({ makes }) => makes)).toEqual(passes.map(() => 1))
    expect(passesIn([x], outputs).filter(({ op }) => op === 'Sum').length).toBe(1)
    // Control: what is small is kept.
    const few = standardised(100)
    const small = passesIn([few.x], few.outputs)
    expect(small.some(({ makes }) => makes > 1)).toBe(true)
  })

  it('law: work on matrices and on the images that they are is one pass', () => {
    const x = build.variable('x', [4, 32, 32, 3])
    const flat = (of: Node): Node => o.reshape(of, [4096, 3])
    const sum = o.add(flat(o.absolute(x)), flat(o.negate(x)))
    const found = passesIn([x], [sum])
    expect(found.map(({ op }) => op).filter((op) => op === 'RetainPass').length).toBe(1)
    // Control: where the shapes within differ they stay where they are.
    const other = build.variable('y', [64, 64, 3])
    const kept = passesIn([x, other], [o.add(flat(o.absolute(x)), flat(o.negate(other)))])
    expect(kept.map(({ op }) => op).filter((op) => op === 'RetainPass').length).toBe(3)
  })

  it('law: what is given is there, and nothing behind it', () => {
    const behind = build.variable('x', [4096, 3])
    const given = [o.reshape(behind, [64, 64, 3]), o.reshape(o.negate(behind), [64, 64, 3])] as const
    const found = passesIn(given, [o.add(...given)])
    expect(found.filter(({ op }) => op === 'RetainPass').length).toBe(1)
  })

  it('law: there are none where they are not asked for', () => {
    const { x, outputs } = standardised(1000)
    expect(passesIn([x], outputs, false).some(({ op }) => op === 'RetainPass')).toBe(false)
  })
})
