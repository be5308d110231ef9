import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { sinks, words } from './captured.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-workerless-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Carries out a command line and counts the workers it would start. */
const workersOf = async (line: string): Promise<{ readonly status: number; readonly started: number }> => {
  const { console } = sinks()
  let started = 0
  const start = () => {
    started += 1
    return console.start()
  }
  return { status: await main(words(line), { ...console, start }), started }
}

describe('a worker', () => {
  it.each([
    ...['--help', '--version', 'run --help', 'list methods', 'list benchmarks', 'list networks', 'list backends'],
    `new ${join(folder, 'mine')}`,
  ])('is not started by %s', async (line) => {
    expect(await workersOf(line)).toEqual({ status: 0, started: 0 })
  })

  it.each([
    'run finetune --force --benchmark permuted-mnist',
    'check ewc --runs 0',
    'compare ewc --benchmark x --resume',
  ])('is not started where flags are wrong: %s', async (line) => {
    expect(await workersOf(line)).toEqual({ status: 2, started: 0 })
  })

  it('is started once by what needs one', async () => {
    expect(await workersOf('explain ewc')).toEqual({ status: 0, started: 1 })
  })
})
