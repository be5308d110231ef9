import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { zipSync } from 'fflate'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { type DataSet, dataDigest, type Examples, omniglot, readBatch } from '../../../src/data/index.ts'
import { render } from '../../../src/fault.ts'

const root = mkdtempSync(join(tmpdir(), 'retain-omniglot-'))
afterAll(() => rmSync(root, { recursive: true }))

/** A drawing with so much paper all over: which drawing it is. */
const paper = (character: number, drawing: number): number => 10 * character + drawing
const png = (grey: number, side = 105): Uint8Array =>
  encode({ width: side, height: side, channels: 1, depth: 8, data: new Uint8Array(side * side).fill(grey) })

type Files = Readonly<Record<string, Uint8Array>>

/** `count` characters of an alphabet with `drawings` drawings each, the first numbered `from`. */
const alphabet = (name: string, from: number, count: number, drawings = 4): Files =>
  Object.fromEntries(
    Array.from({ length: count }, (_, c) => c).flatMap((c) =>
      Array.from({ length: drawings }, (_, d) => [
        `set/${name}/character${String(c + 1).padStart(2, '0')}/${from + c}_0${d + 1}.png`,
        png(paper(from + c, d)),
      ]),
    ),
  )
let folders = 0
const folder = (archives: Readonly<Record<string, Files | Uint8Array>>, inside = '.'): string => {
  folders += 1
  const dir = join(root, `${folders}`)
  mkdirSync(join(dir, inside), { recursive: true })
  for (const [name, content] of Object.entries(archives)) {
    writeFileSync(join(dir, inside, name), content instanceof Uint8Array ? content : zipSync({ ...content }))
  }
  return dir
}
const small1 = 'images_background_small1.zip'
const small2 = 'images_background_small2.zip'
const loaded = async (dir: string): Promise<DataSet> => {
  const data = await omniglot(dir)()
  return E.isRight(data) ? data.right : expect.fail(render(data.left))
}
const saying = async (dir: string): Promise<string> =>
  E.match(render, (data: DataSet) => data.source)(await omniglot(dir)()).replaceAll(dir, 'DIR')
/** Label and paper of each example. */
const seen = (examples: Examples): readonly (readonly [number, number])[] =>
  Array.from({ length: examples.count }, (_, i) => {
    const into = new Float32Array(784)
    examples.copyInput(i, into, 0)
    return [examples.label(i), Math.round(255 * (1 - into[400]!))]
  })

describe('omniglot', () => {
  it('numbers characters by alphabet and name, keeps the last of the drawings to test by, and ink is 1', async () => {
    const data = await loaded(folder({ [small1]: { ...alphabet('Bee', 2, 1), ...alphabet('Ant', 0, 2) } }, 'omniglot'))
    expect(data.train.classes).toBe(3)
    expect(seen(data.train)).toEqual([0, 1, 2].flatMap((c) => [0, 1, 2].map((d) => [c, paper(c, d)])))
    expect(seen(data.test)).toEqual([0, 1, 2].map((c) => [c, paper(c, 3)]))
    expect(data.train.inputShape).toEqual([28, 28])
  })
  it('takes a character of both small sets once', async () => {
    const [ant, bee] = [alphabet('Ant', 0, 2), alphabet('Bee', 2, 1)]
    const both = await loaded(folder({ [small1]: { ...ant, ...bee }, [small2]: bee }))
    const one = await loaded(folder({ [small1]: { ...ant, ...bee } }))
    expect(seen(both.train)).toEqual(seen(one.train))
    expect(dataDigest(both)).not.toBe(dataDigest(one))
  })
  it('keeps whole alphabets for exams: the last by name with 100 characters, or those of the evaluation set', async () => {
    const files = { ...alphabet('A', 0, 3, 2), ...alphabet('B', 3, 60, 2), ...alphabet('C', 63, 50, 2) }
    const named = await loaded(folder({ [small1]: files }))
    expect(named.novel).toEqual(Array.from({ length: 110 }, (_, i) => 3 + i))
    const published = await loaded(
      folder({
        'images_background.zip': alphabet('C', 0, 3),
        'images_evaluation.zip': alphabet('B', 3, 2),
      }),
    )
    expect(published.novel).toEqual([0, 1])
    const few = await loaded(folder({ [small1]: { ...alphabet('A', 0, 1), ...alphabet('B', 1, 2) } }))
    expect(few.novel).toEqual([1, 2])
  })
  it('decodes a drawing when it is first used, and then says which is damaged', async () => {
    const files = alphabet('Ant', 0, 2)
    const dir = folder({ [small1]: { ...files, 'set/Ant/character02/1_01.png': png(9).subarray(0, 60) } })
    const data = await loaded(dir)
    expect(E.isRight(readBatch(data.train, [0, 1, 2], 0))).toBe(true)
    const read = readBatch(data.train, [3], 0)
    expect(E.isLeft(read) && render(read.left)).toContain(`${small1}/set/Ant/character02/1_01.png`)
  })
  it('what is wrong is a fault that names the file', async () => {
    const whole = zipSync({ ...alphabet('Ant', 0, 2) })
    expect(await saying(folder({}))).toContain('a folder of Omniglot must hold images_background.zip')
    expect(await saying(folder({ [small1]: whole.subarray(0, whole.length - 30) }))).toContain(
      `the file must be a whole zip archive`,
    )
    expect(await saying(folder({ [small1]: new Uint8Array(1_319_022) }))).toContain('the checksum of a file named')
    expect(await saying(folder({ [small1]: { 'readme.txt': new Uint8Array(3) } }))).toContain('must hold drawings')
    expect(await saying(folder({ [small1]: alphabet('Ant', 0, 2, 1) }))).toContain('at least two drawings')
    expect(
      await saying(folder({ [small1]: { 'set/Ant/c/1.png': new Uint8Array(70_000), ...alphabet('Ant', 0, 1) } })),
    ).toContain('must hold small drawings')
    expect(
      await saying(
        folder({
          [small1]: { ...alphabet('A', 1, 1), 'set/A/a/1.png': png(3).subarray(0, 50), 'set/A/a/2.png': png(3) },
        }),
      ),
    ).toContain('set/A/a/1.png')
    expect(E.isLeft(await omniglot()())).toBe(true)
  })
})
