import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { expect, it } from 'vitest'
import { project, root } from './project.ts'

const page = readFileSync(join(root, 'docs/weights.md'), 'utf8')
const block = (language: string): string => new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(page)?.[1] ?? ''
const at = project('weights')

it('the commands of the page do what it says, one after the other', async () => {
  at.write(
    'digit.png',
    encode({ width: 28, height: 28, channels: 1, depth: 8, data: new Uint8Array(784).fill(9) }) as never,
  )
  const commands = block('sh').trim().split('\n')
  expect(commands).toHaveLength(4)
  for (const command of commands) {
    const [npx, retain, ...words] = command.split(' ')
    expect([npx, retain]).toEqual(['npx', 'retain'])
    const ended = await at.node(join(root, 'bin/retain.js'), ...words)
    expect({ command, status: ended.status, err: ended.status === 0 ? '' : ended.err }).toEqual({
      command,
      status: 0,
      err: '',
    })
    if (words[0] === 'predict') expect(ended.out).toMatch(/^digit\.png: class \d, /)
  }
  const said = JSON.parse(readFileSync(join(at.folder, 'later/learner.json'), 'utf8'))
  expect(said.tasks).toHaveLength(3)
  for (const [, file = ''] of page.matchAll(/^\| `([a-z]+\.(?:json|safetensors))` \|/gm))
    expect([file, existsSync(join(at.folder, 'learner', file))]).toEqual([file, true])
  expect(existsSync(join(at.folder, 'learner/model.onnx'))).toBe(true)
})

it('the program of the page is well typed and prints what it says', async () => {
  at.write('page.ts', block('ts'))
  expect(await at.typeErrors()).toBe('')
  const ended = await at.node('--import', import.meta.resolve('tsx'), 'page.ts')
  expect(ended).toMatchObject({ out: '10 outputs\n2 tasks\n', status: 0 })
})
