import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { expect, it } from 'vitest'
import { words } from '../cli/captured.ts'
import { project, root } from './project.ts'

const page = readFileSync(join(root, 'docs/data.md'), 'utf8')
const files = [...page.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(
  ([, name = '', text = '']) => [name, text] as const,
)
const lines = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, text = '']) => text.trim().split('\n'))

const { folder, write, typeErrors, node } = project('data')

const houses = (): string => {
  const rows = Array.from({ length: 120 }, (_, i) => {
    const [size, rooms] = [30 + ((i * 37) % 100), 1 + (i % 5)]
    return [size, rooms, i % 2 === 0 ? 'Ulm' : 'Kiel', (i % 2 === 0 ? 2000 : 3000) * size + 5000 * rooms].join()
  })
  return ['size,rooms,city,price', ...rows].join('\n')
}

/** Four kinds of flowers, ten images of each, told apart by their colours. */
const flowers = (): void => {
  for (const [kind, colour] of Object.entries({
    aster: [90, 40, 200],
    broom: [250, 210, 20],
    clover: [60, 180, 60],
    dahlia: [200, 30, 60],
  })) {
    mkdirSync(join(folder, 'flowers', kind), { recursive: true })
    for (let i = 0; i < 10; i += 1) {
      const data = Uint8Array.from({ length: 12 * 12 * 3 }, (_, p) =>
        Math.min(255, colour[p % 3]! + ((i * 7 + p) % 20)),
      )
      writeFileSync(join(folder, 'flowers', kind, `${i}.png`), encode({ width: 12, height: 12, data, channels: 3 }))
    }
  }
}

it('the files of the page of data are well typed, and its commands do what it says', { timeout: 300_000 }, async () => {
  for (const [name, text] of files) write(name, text)
  write('houses.csv', houses())
  flowers()
  expect(files.map(([name]) => name)).toEqual(['stream.ts', 'worst.ts', 'observe.ts'])
  expect(await typeErrors()).toBe('')
  const said = new Map<string, string>()
  for (const line of lines) {
    const [npx, retain, ...args] = words(line)
    expect([npx, retain]).toEqual(['npx', 'retain'])
    const ended = await node(join(root, 'bin/retain.js'), ...args)
    expect({ line, status: ended.status, err: ended.status === 0 ? '' : ended.err }).toEqual({
      line,
      status: 0,
      err: '',
    })
    said.set(line, ended.out)
  }
  const of = (start: string): string => [...said].find(([line]) => line.startsWith(`npx retain ${start}`))?.[1] ?? ''
  expect(of('run er --benchmark own-regression')).toContain('2 tasks of all examples')
  expect(of('run er --benchmark own-split')).toContain('32 images to learn from and 8 to be judged by')
  expect(of('check ./stream.ts')).toContain('all 5 laws hold')
  expect(of('check ./worst.ts')).toContain('all 2 laws hold')
  expect(of('run er --benchmark ./stream.ts')).toMatch(/seed.*worst/)
  expect(of('compare')).toMatch(/er:memory=20 [\s\S]*er:memory=200 /)
  expect(of('search')).toMatch(/best of \d seeds?:\n {2}--set rate=\S+ momentum=\S+\n/)
  expect(await node('--import', import.meta.resolve('tsx'), 'observe.ts')).toMatchObject({
    out: '2 50 true true\n',
    err: '',
  })
})
