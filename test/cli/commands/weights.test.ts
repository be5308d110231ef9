import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { afterAll, describe, expect, it } from 'vitest'
import { embedded } from '../../../src/data/index.ts'
import { loadLearner } from '../../../src/experiment/index.ts'
import { orThrow } from '../../../src/fault.ts'
import { encodeNpy } from '../../../src/formats/index.ts'
import { captured, words } from '../captured.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-weights-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { test } = await orThrow(embedded)
const digit = (index: number): Float32Array => {
  const into = new Float32Array(784)
  test.copyInput(index, into, 0)
  return into
}
const bytes = Uint8Array.from(digit(0), (value) => Math.round(value * 255))

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const png = (side: number, channels: number, of: (x: number, y: number) => number): Uint8Array =>
  encode({
    ...{ width: side, height: side, channels, depth: 8 },
    data: Uint8Array.from({ length: side * side * channels }, (_, i) => {
      const pixel = Math.floor(i / channels)
      return of(pixel % side, Math.floor(pixel / side))
    }),
  })

const run = '--benchmark permuted-mnist --samples 100 --backend wasm --quiet'
const learner = join(folder, 'learner')
const began = await captured(words(`run finetune ${run} --tasks 2 --seeds 3 --save ${learner} --json`))

const predicted = async (rest: string) => {
  const { out, err } = await captured(words(`predict ${learner} ${rest} --json`))
  return err === '' ? JSON.parse(out) : err
}

describe('retain run --save', () => {
  it('keeps what was learned, of each seed and task where that is asked for', async () => {
    expect(began.status).toBe(0)
    expect(readdirSync(learner).sort()).toEqual(['learner.json', 'state.safetensors', 'weights.safetensors'])
    const several = join(folder, 'several')
    expect((await captured(words(`run er ${run} --tasks 2 --seeds 0,1 --save ${several} --save-each`))).status).toBe(0)
    for (const seed of [0, 1]) expect(readdirSync(join(several, `seed-${seed}`)).sort()).toEqual(['after-1', 'after-2'])
    const first = await orThrow(loadLearner(join(several, 'seed-1', 'after-1')))
    expect(first.kept).toMatchObject({ seed: 1, tasks: [{ name: 'permutation 1' }] })
  })
  it('loses nothing that is there, and says so before anything is trained', async () => {
    const again = await captured(words(`run finetune ${run} --save ${learner}`))
    expect(again).toMatchObject({
      status: 2,
      err: expect.stringContaining('--save: the folder must be one in which nothing is lost'),
    })
    const before = readFileSync(join(learner, 'learner.json'), 'utf8')
    expect(before).toContain('"seed": 3')
    const other = join(folder, 'other')
    for (const force of ['', ' --force'])
      expect((await captured(words(`run finetune ${run} --tasks 1 --save ${other}${force}`))).status).toBe(0)
    expect(await captured(words(`run finetune ${run} --save-each`))).toMatchObject({
      err: expect.stringContaining('--save-each: it must come with'),
    })
    expect(await captured(words(`run finetune ${run} --save ${join(learner, 'learner.json')}`))).toMatchObject({
      err: expect.stringContaining('got a file'),
    })
  })
})

describe('retain run --from', () => {
  it('goes on by the learner alone, and records where from', async () => {
    const [next, record] = [join(folder, 'next'), join(folder, 'next.jsonl')]
    const went = await captured(
      words(`run --from ${learner} --tasks 1 --samples 100 --backend wasm --quiet --save ${next} --out ${record}`),
    )
    expect(went).toMatchObject({ status: 0, err: '' })
    expect(went.out).toContain(`going on from ${learner}`)
    const { kept } = await orThrow(loadLearner(next))
    expect(kept).toMatchObject({ seed: 3, name: 'finetune' })
    expect(kept.tasks.map(({ name }) => name)).toEqual(['permutation 1', 'permutation 2', 'permutation 3'])
    expect(JSON.parse(readFileSync(record, 'utf8').split('\n')[0]!)).toMatchObject({
      from: learner,
      seed: 3,
      method: 'finetune',
      tasks: 1,
    })
  })
  it.each([
    [`run --from ${join(folder, 'nowhere')}`, /saved learner: a saved learner must be a folder/],
    [
      `run --from ${learner} --benchmark drifting-sines`,
      /a benchmark to go on with must have inputs of 28 × 28, 10 outputs/,
    ],
    [`run --from ${learner} --seeds 4`, /goes on with the seed of its draws: 3/],
    [`run --from ${learner} --init ${learner}`, /a run starts from a saved learner or from weights/],
    [`run ewc --from ${learner} --tasks 1`, /a saved state has the slots/],
    [`run finetune ${run} --init ${learner} --network cnn`, /conv1\.weight \[3, 3, 1, 160\]/],
  ] as const)('%s is refused', async (line, message) => {
    const { status, err } = await captured(words(line))
    expect(err.replaceAll(/\s+/g, ' ')).toMatch(message)
    expect(status).toBe(2)
  })
})

describe('retain predict', () => {
  it('says the same of an image, a CSV, an array, and of its numbers', async () => {
    const exact = Float32Array.from(bytes, (byte) => byte / 255)
    const said = (await orThrow((await orThrow(loadLearner(learner))).predict([exact])))[0]!
    const sum = said.reduce((so, x) => so + Math.exp(x), 0)
    const all = await Promise.all(
      [
        file(
          'digit.png',
          png(28, 1, (x, y) => bytes[28 * y + x]!),
        ),
        file('digit.csv', `${Array.from({ length: 784 }, (_, i) => `p${i}`)}\n${Array.from(exact)}\n`),
        file('bytes.npy', encodeNpy({ shape: [28, 28], values: bytes })),
        file('floats.npy', encodeNpy({ shape: [1, 784], values: exact })),
      ].map((path) => predicted(`--input ${path}`)),
    )
    for (const { task, inputs } of all) {
      expect(task).toEqual({ number: 2, name: 'permutation 2' })
      const shares = Object.values<number>(inputs[0].probabilities)
      shares.forEach((share, label) => expect(share).toBeCloseTo(Math.exp(said[label]!) / sum, 12))
      expect(inputs[0].class).toBe(said.indexOf(Math.max(...said)))
    }
  })
  it('brings images to size, takes ink for light, and colours for grey', async () => {
    const plain = await predicted(
      `--input ${file(
        'plain.png',
        png(28, 1, (x, y) => bytes[28 * y + x]!),
      )}`,
    )
    const twice = file(
      'twice.png',
      png(56, 3, (x, y) => 255 - bytes[28 * (y >> 1) + (x >> 1)]!),
    )
    expect(await predicted(`--input ${twice}`)).toContain('--input: an image must be 28 wide and 28 high, got 56 wide')
    const same = await predicted(`--input ${twice} --resize --invert`)
    expect(same.inputs[0].probabilities).toEqual(plain.inputs[0].probabilities)
    // Control: as it is it is another image.
    expect((await predicted(`--input ${twice} --resize`)).inputs[0].probabilities).not.toEqual(
      plain.inputs[0].probabilities,
    )
  })
  it('shows inputs as the task that is named shows them', async () => {
    const input = `--input ${file(
      'first.png',
      png(28, 1, (x, y) => bytes[28 * y + x]!),
    )}`
    const [one, two, last] = [
      await predicted(`${input} --task 1`),
      await predicted(`${input} --task 2`),
      await predicted(input),
    ]
    expect(two).toEqual(last)
    expect(one.inputs).not.toEqual(two.inputs)
  })
  it('prints a row an input, and one input class by class', async () => {
    const input = file('two.csv', `${Array.from(digit(0))}\n${Array.from(digit(1))}\n`)
    const { out } = await captured(words(`predict ${learner} --input ${input}`))
    expect(out.split('\n')).toHaveLength(4)
    expect(out).toMatch(/^input {2}class +0 .* 9\n1 +\d .*%\n2 +\d .*%\n$/s)
  })
  it.each([
    [`--input ${join(folder, 'none.png')}`, /the file must be there, got nothing there/],
    [`--input ${file('short.csv', '1,2,3\n')}`, /every row must have 784 numbers, an input of 28 × 28, got 3 in row 1/],
    [
      `--input ${file('words.csv', `1,2\n1,two\n`)}`,
      /every cell must be a finite number, got `two`.*line 2 ▸ column 2/,
    ],
    [`--input ${file('empty.csv', '\n')}`, /must have a row of numbers/],
    [`--input ${file('bright.csv', `${Array(784).fill(200)}\n`)}`, /must be in \[0, 1\], got 200 in row 1/],
    [
      `--input ${file('shape.npy', encodeNpy({ shape: [3], values: Float32Array.of(1, 2, 3) }))}`,
      /inputs of 28 × 28, got a shape of 3/,
    ],
    [`--input ${file('text.npy', 'text')}`, /must be a file of NumPy/],
    [`--input ${file('text.png', 'text')}`, /must be a whole JPEG or PNG/],
    [`--input ${file('cut.png', png(28, 1, () => 0).subarray(0, 40))}`, /can't be decoded/],
    [`--input x --task 3`, /the number of a task that was learned, from 1 to 2, got 3/],
    [`--input x --backend abacus`, /backend must be one that is known/],
  ] as const)('refuses %s', async (rest, message) => {
    const { status, err } = await captured(words(`predict ${learner} ${rest}`))
    expect(err.replaceAll(/\s+/g, ' ')).toMatch(message)
    expect(status).toBe(2)
  })
})

describe('retain export', () => {
  it.each([
    ['onnx', ['model.onnx']],
    ['tfjs', ['model.json', 'numbers.bin']],
    ['npz', ['weights.npz']],
  ] as const)('writes %s, and nothing over what is there', async (to, files) => {
    const out = join(folder, `as-${to}`)
    expect(await captured(words(`export ${learner} --to ${to} --out ${out}`))).toEqual({
      ...{ status: 0, err: '' },
      out: `${files.map((name) => join(out, name)).join('\n')}\n`,
    })
    for (const name of files) expect(existsSync(join(out, name))).toBe(true)
    expect(await captured(words(`export ${learner} --to ${to} --out ${out}`))).toMatchObject({
      status: 2,
      err: expect.stringContaining('the files must be new'),
    })
    expect((await captured(words(`export ${learner} --to ${to} --out ${out} --force`))).status).toBe(0)
  })
  it('refuses a format that is not known', async () =>
    expect(await captured(words(`export ${learner} --to keras`))).toMatchObject({
      status: 2,
      err: expect.stringContaining('known: npz, onnx, tfjs'),
    }))
})
