import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { defaults } from '../../../src/dsl/index.ts'
import { explain, formats } from '../../../src/interpreters/explain/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { captured, words } from '../captured.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-explain-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('retain explain', () => {
  it.each(formats)('prints what the interpreter says, as %s', async (format) => {
    const method = methods.ewc!
    expect(await captured(words(`explain ewc --format ${format}`))).toEqual({
      status: 0,
      out: `${explain(method, defaults(method.options), { format })}\n`,
      err: '',
    })
  })

  it('is for a terminal unless a format is given, and takes options, `--expand` and files', async () => {
    const { out } = await captured(words('explain ewc --set lambda=7.5 step=proximal'))
    expect(out).toMatch(/λ +lambda +7\.5 /)
    expect(out).toMatch(/step +proximal/)
    const method = methods.emcl!
    expect((await captured(words('explain emcl --expand'))).out).toBe(
      `${explain(method, defaults(method.options), { expand: true })}\n`,
    )
    expect((await captured(words('explain test/cli/methods/mine.ts'))).out).toContain('θ ← θ − rate ∇L_B(θ)')
  })

  it('on a benchmark writes the method as it is run there, memory included', async () => {
    const on = '--benchmark rotated-mnist --tasks 2'
    const run = await captured(words(`run gem ${on} --samples 4 --json --quiet`))
    const { memory } = (JSON.parse(run.out) as { readonly options: { readonly memory: number } }).options
    const { out } = await captured(words(`explain gem --format json ${on}`))
    expect(JSON.parse(out)).toMatchObject({ program: { options: { memory } } })
    expect(out).toContain(`{"_tag":"Ring","capacity":${memory},`)
    // Alone it has the memory of its own options, which is another.
    expect((await captured(words('explain gem --format json'))).out).not.toContain(`"capacity":${memory},`)
    expect(await captured(words('explain gem --tasks 2'))).toMatchObject({
      status: 2,
      err: expect.stringContaining('--tasks: it must come with the benchmark that the method is run on'),
    })
  })

  it('fits a narrow terminal', async () => {
    const { out } = await captured(words('explain ewc'), { terminal: true, columns: 46 })
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(46)
    const wide = await captured(words('explain ewc'))
    expect(out.replace(/\s+/g, ' ')).toBe(wide.out.replace(/\s+/g, ' '))
  })

  it('says what is wrong: a format, an option, a value, a method, a method that does not build', async () => {
    const wrong = async (line: string, message: string) =>
      expect(await captured(words(`explain ${line}`))).toMatchObject({
        status: 2,
        out: '',
        err: expect.stringContaining(message),
      })
    await wrong(
      'ewc --format latx',
      '--format: the format must be one that is known, got `latx`.\n  hint      the nearest is `latex`',
    )
    await wrong('ewc --set lamda=1', 'the nearest is `lambda`')
    await wrong('ewc --set lambda=-1', 'ewc: option `lambda` must be a number ≥ 0, got -1.')
    await wrong('ewcc', 'the nearest is `ewc`')
    await wrong('test/cli/methods/throwing.ts', 'the handlers of the method must build their terms, got no such thing.')
  })
})

describe('a program in JSON is a method like any other', () => {
  const small = '--benchmark permuted-mnist --tasks 2 --samples 40 --backend wasm --quiet --json'
  const matrices = async (line: string): Promise<unknown> => {
    const { status, out, err } = await captured(words(line))
    expect({ status, err }).toEqual({ status: 0, err: '' })
    return JSON.parse(out).runs.map(({ matrix, acc, bwt }: { matrix: unknown; acc: number; bwt: number }) => ({
      matrix,
      acc,
      bwt,
    }))
  }

  it.each(['ewc --set lambda=2 samples=20', 'emcl --set memory=20 replay=5'])(
    'and runs as %s does, to the bit',
    async (method) => {
      const written = await captured(words(`explain ${method} --format json`))
      const path = file('program.json', written.out)
      expect(await matrices(`run ${path} ${small}`)).toEqual(await matrices(`run ${method} ${small}`))
      expect((await captured(words(`explain ${path} --format json`))).out).toBe(written.out)
    },
  )

  it('keeps the options that are constants of the program', async () => {
    const path = file('open.json', (await captured(words('explain ewc --format json'))).out)
    const set = '--set lambda=3'
    expect(await matrices(`run ${path} ${small} ${set}`)).toEqual(await matrices(`run ewc ${small} ${set}`))
    expect(await captured(words(`run ${path} ${small} --set samples=5`))).toMatchObject({
      status: 2,
      err: expect.stringContaining('fixed when the program was written'),
    })
  })

  it('says what is wrong with a file, with the way to the place', async () => {
    const refused = async (path: string): Promise<string> => {
      const { status, out, err } = await captured(words(`explain ${path}`))
      expect({ status, out }).toEqual({ status: 2, out: '' })
      return err
    }
    expect(await refused(join(folder, 'nope.json'))).toContain('the file of a method must be there, got no such file.')
    expect(await refused(folder.concat('/'))).toContain('method: ')
    expect(await refused(file('half.json', '{ "format": '))).toContain('method: the file must be JSON, got ')
    expect(await refused(file('other.json', '[]'))).toContain(`in        ${folder}/other.json`)
    const program = JSON.parse((await captured(words('explain ewc --format json'))).out)
    program.program.handlers.onBatch.nodes[3] = { _tag: 'Eval', text: 'process.exit()' }
    expect(await refused(file('hostile.json', JSON.stringify(program)))).toContain('handlers.onBatch.nodes[3]')
  })
})
