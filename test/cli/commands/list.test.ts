import { describe, expect, it } from 'vitest'
import { decodeOptions } from '../../../src/dsl/index.ts'
import { backends } from '../../../src/interpreters/devices/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { networks } from '../../../src/networks/index.ts'
import { benchmarks } from '../../../src/streams/index.ts'
import { captured, words } from '../captured.ts'

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

  it('methods takes a line each, and one more that says how to see the options of one', async () => {
    const { out } = await captured(['list', 'methods'])
    expect(out.trimEnd().split('\n').length).toBe(named.methods.length + 1)
    expect(out).not.toContain('--set')
    expect(out).toContain(`retain list methods ${named.methods[0]} tells the options of one`)
  })

  it.each(Object.entries(methods))(
    'methods %s shows every option with what it is unless given',
    async (name, method) => {
      const { status, out } = await captured(['list', 'methods', name])
      expect(status).toBe(0)
      for (const [option, { fallback }] of Object.entries(method.options)) {
        expect(out).toContain(`--set ${option}=${fallback}`)
      }
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    },
  )

  it.each(Object.entries(named))(
    '%s as JSON names each, and one of them alone is what it is there',
    async (what, names) => {
      const all = JSON.parse((await captured(words(`list ${what} --json`))).out)
      expect(all.map(({ name }: { readonly name: string }) => name)).toEqual(names)
      expect(JSON.parse((await captured(words(`list ${what} ${names[0]} --json`))).out)).toEqual(all[0])
      for (const one of all) expect(Object.keys(one).length).toBeGreaterThan(1)
    },
  )

  it('methods as JSON has every option as it is read', async () => {
    const all = JSON.parse((await captured(words('list methods --json'))).out)
    for (const { name, options } of all)
      expect(
        options.map((option: { readonly name: string; readonly fallback: unknown }) => [option.name, option.fallback]),
      ).toEqual(Object.entries(methods[name]!.options).map(([option, { fallback }]) => [option, fallback]))
  })

  it('one that is not known is answered with the nearest', async () => {
    expect(await captured(words('list methods ewcc'))).toMatchObject({
      status: 2,
      err: expect.stringContaining('the nearest is `ewc`'),
    })
  })

  it('law: a symbol given as an option is answered with the option that has it', () => {
    for (const { options } of Object.values(methods)) {
      for (const [option, { symbol }] of Object.entries(options)) {
        if (symbol === undefined || Object.hasOwn(options, symbol)) continue
        const first = Object.keys(options).find((one) => options[one]?.symbol === symbol)
        const found = decodeOptions('run', options, { [symbol]: '1' })
        expect({ option, found }).toMatchObject({
          found: {
            left: { where: 'run', got: `\`${symbol}\``, hint: `${symbol} is the symbol of the option \`${first}\`` },
          },
        })
      }
    }
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
