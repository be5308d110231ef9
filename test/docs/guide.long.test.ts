import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { words } from '../cli/captured.ts'
import { type Ended, project, root } from './project.ts'

const guide = readFileSync(join(root, 'docs/guide.md'), 'utf8')
const ci = readFileSync(join(root, '.ci/run'), 'utf8')
  .split('\n')
  .map((line) => line.replace(/^stage ("[^"]*"|\S+) \d+ /, ''))

interface Block {
  readonly language: string
  readonly text: string
}

const blocks: readonly Block[] = [...guide.matchAll(/^```(\w+)\n([\s\S]*?)\n```$/gm)].map(
  ([, language = '', text = '']) => ({
    language,
    text,
  }),
)

/** What was printed, as the page shows it: `…` stands for anything, alone on a line for any lines. */
const shown = (text: string): RegExp => {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/(^|\n)…(?=\n|$)/g, '$1[\\s\\S]*').replaceAll('…', '.*')}\\s*$`)
}

const { folder, write, node, typeErrors } = project('guide')

/** Carries out a line of the page; what CI does for every change is only looked up. */
const carriedOut = async (line: string): Promise<Ended> => {
  const [command = '', comment] = line.split(/\s+# /)
  const [first, ...rest] = words(command)
  if (first === 'npm') {
    expect(ci).toContain(command)
    return { status: 0, out: '', err: '' }
  }
  expect(first).toBe('npx')
  const [program, ...args] = rest
  const ended =
    program === 'retain'
      ? await node(join(root, 'bin/retain.js'), ...args)
      : await node('--import', import.meta.resolve('tsx'), ...args)
  expect(['retain', 'tsx']).toContain(program)
  expect({ line, failed: ended.status !== 0, err: ended.status > 1 ? ended.err : '' }).toEqual({
    line,
    failed: comment === 'fails',
    err: '',
  })
  return ended
}

/** Writes the file that a block names in its first line, or mends the line that it names. */
const written = (text: string): void => {
  const [head = '', ...lines] = text.split('\n')
  const [, file = '', , start] = /^\/\/ ([\w.-]+)(, the line of `(.+)`)?$/.exec(head) ?? []
  expect(file, head).not.toBe('')
  if (start === undefined) {
    write(file, `${lines.join('\n')}\n`)
    return
  }
  const before = readFileSync(join(folder, file), 'utf8').split('\n')
  expect(before.filter((line) => line.trim().startsWith(start))).toHaveLength(1)
  write(file, before.map((line) => (line.trim().startsWith(start) ? lines.join('\n') : line)).join('\n'))
}

describe('the guide', () => {
  it('does what it says, from its first line to its last', { timeout: 600_000 }, async () => {
    let last: Ended | undefined
    for (const { language, text } of blocks) {
      if (language === 'ts') written(text)
      if (language === 'sh') for (const line of text.replaceAll('\\\n', ' ').split('\n')) last = await carriedOut(line)
      if (language === 'text') expect(last?.out).toMatch(shown(text))
      expect(['ts', 'sh', 'text']).toContain(language)
    }
    expect(existsSync(join(folder, 'comparison/index.html'))).toBe(true)
    expect(await typeErrors()).toBe('')
    // Control: the type checker does see these files.
    write('descent.ts', readFileSync(join(folder, 'descent.ts'), 'utf8').replace('({ theta: grad', '({ thet: grad'))
    expect(await typeErrors()).toContain('descent.ts')
  })

  it('control: what is shown is compared', () => {
    expect('a\nb\nc 1 d\n').toMatch(shown('a\n…\nc … d'))
    expect('a\nb\nc 1 e\n').not.toMatch(shown('a\n…\nc … d'))
    expect('b\nc\n').not.toMatch(shown('c'))
  })

  it('is short, speaks plainly and leads somewhere', () => {
    expect(guide.trimEnd().split('\n').length).toBeLessThanOrEqual(200)
    expect(guide).not.toMatch(/monad|functor|monoid|kleisli|point-free|curr(y|ied)/i)
    for (const [, place] of guide.matchAll(/\]\(([^)#:]+)\)/g))
      expect(existsSync(join(root, 'docs', place!)), place).toBe(true)
  })
})
