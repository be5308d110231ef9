import { describe, expect, it } from 'vitest'
import { backends } from '../../src/interpreters/tfjs/index.ts'
import { methods } from '../../src/methods/index.ts'
import { networks } from '../../src/networks/index.ts'
import { benchmarks } from '../../src/streams/index.ts'
import { captured, words } from './captured.ts'

const named = {
  methods: Object.keys(methods),
  benchmarks: benchmarks.map(({ name }) => name),
  networks: networks.map(({ name }) => name),
  backends: backends.map(({ name }) => name),
}

describe('retain list', () => {
  it.each(Object.entries(named))('%s names each, in 80 columns', async (what, names) => {
    const { status, out, err } = await captured(words(`list ${what}`))
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out.split('\n').flatMap((line) => /^\S+/.exec(line)?.[0] ?? [])).toEqual(names)
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('methods shows the options with what they are unless given', async () => {
    expect((await captured(['list', 'methods'])).out).toContain('--set rate=0.03')
  })

  it('fits a narrow terminal', async () => {
    const { out } = await captured(words('list benchmarks'), { terminal: true, columns: 40, env: { NO_COLOR: '1' } })
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40)
  })
})

describe('retain data', () => {
  it('says what is there and where it is looked for', async () => {
    const { status, out } = await captured(['data'])
    expect(status).toBe(0)
    expect(out).toContain('mnist (embedded): there')
    expect(out).toContain('8000 training digits and 2000 test digits')
    expect(out).toContain('mnist (files): not there')
    expect(out.split('\n')).toContain('can be fetched')
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('a folder that holds no data set is a fault', async () => {
    expect(await captured(words('data --data test/cli'))).toEqual({
      status: 2,
      out: '',
      err: 'data: the folder must hold a data set, got none that can be read.\n  in        test/cli\n  hint      retain data shows what the folder of each must hold; retain run says what is wrong with one\n',
    })
  })
})

describe('help', () => {
  it('is printed for nothing, for --help and for each command, and is no failure', async () => {
    const all = [
      [],
      ['--help'],
      ['run', '--help'],
      ['compare', '--help'],
      ['list', '--help'],
      ['data', '-h'],
      ['data', 'fetch', '-h'],
    ]
    for (const args of all) {
      const { status, out, err } = await captured(args)
      expect({ status, err }).toEqual({ status: 0, err: '' })
      expect(out).toContain('Usage: retain')
    }
    expect((await captured(['run', '--help'])).out).toContain('--evaluate <WHAT>')
  })

  it('--version prints the version', async () => {
    expect(await captured(['--version'])).toMatchObject({ status: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })
})
