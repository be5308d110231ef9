import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { project, root } from './project.ts'

const page = readFileSync(join(root, 'docs/losses.md'), 'utf8')
const files = [...page.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(([, name = '', text = '']) => ({
  name,
  text,
}))

it('the programs of the page of losses are well typed, learn, and are read', { timeout: 60_000 }, async () => {
  const { write, typeErrors, node } = project('losses')
  for (const { name, text } of files) write(name, text)
  expect(files.map(({ name }) => name)).toEqual(['robust.ts', 'net.ts', 'factors.ts', 'modulated.ts'])
  write(
    'learn.ts',
    `import { orThrow, train } from 'retain-lang'
import { net } from './net.ts'
import { modulated } from './modulated.ts'
import { robust } from './robust.ts'
const settings = { benchmark: 'drifting-sines', tasks: 1, samples: 40, network: './net.ts', ownNetwork: net } as const
const { before, matrix } = await orThrow(train(robust, settings))
console.log(matrix[0]![0]! < before[0]!)
const gated = await orThrow(train(modulated, { benchmark: 'permuted-mnist', tasks: 1, samples: 200 }))
console.log(gated.matrix[0]![0]! > gated.before[0]! + 0.1)
`,
  )
  expect(await typeErrors()).toBe('')
  expect(await node('--import', import.meta.resolve('tsx'), 'learn.ts')).toMatchObject({ out: 'true\ntrue\n', err: '' })
})
