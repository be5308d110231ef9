import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plotKinds } from '../../../src/cli/plots/run-plots.ts'
import { methods } from '../../../src/methods/index.ts'
import { networks } from '../../../src/networks/index.ts'
import { benchmarks } from '../../../src/streams/index.ts'
import { captured } from '../captured.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-completion-'))
afterAll(() => rmSync(folder, { recursive: true }))

const has = (shell: string): boolean => {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    process.stderr.write(`\n== THE COMPLETION OF ${shell.toUpperCase()} WAS NOT TRIED: it is not here\n`)
    return false
  }
}

const scripts: Record<string, string> = {}
beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { status, out, err } = await captured(['completion', shell])
    expect({ status, err }).toEqual({ status: 0, err: '' })
    scripts[shell] = join(folder, shell)
    writeFileSync(scripts[shell]!, out)
  }
  for (const name of ['mine.ts', 'other.json']) writeFileSync(join(folder, name), '')
})

/** What bash offers at the end of each line. */
const offered = (lines: readonly string[]): readonly (readonly string[])[] => {
  const asked = lines.map((line) => {
    const words = line.split(' ').map((word) => `'${word}'`)
    return `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; COMPREPLY=(); _retain; echo "\${COMPREPLY[*]}"`
  })
  const script = `source ${scripts.bash}; ${asked.join('\n')}`
  const said = execFileSync('bash', ['--norc', '-c', script], { cwd: folder, encoding: 'utf8' })
  return said
    .slice(0, -1)
    .split('\n')
    .map((line) => line.split(' ').filter((word) => word !== ''))
}

/** The commands, and the flags with their long names, that help shows. */
const helped = async (...way: readonly string[]) => {
  const { out } = await captured([...way, '--help'])
  const [flags = '', commands = ''] = out.slice(out.indexOf('\nOptions:')).split('\nCommands:')
  return {
    flags: [...flags.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag!),
    commands: [...(commands.split('\nExamples:')[0] ?? '').matchAll(/^ {2}([a-z]+) /gm)].map(([, command]) => command!),
  }
}

describe('the completion of bash', () => {
  it('law: offers the commands that help shows, and of each the flags that its help shows', async () => {
    const { commands, flags } = await helped()
    expect(commands.length).toBeGreaterThan(10)
    const [first, top, ...each] = offered([
      'retain ',
      'retain -',
      ...commands.map((command) => `retain ${command} --`),
      'retain data fetch --',
    ])
    expect(first).toEqual(commands)
    expect(top?.filter((word) => word.startsWith('--'))).toEqual(flags)
    for (const [i, command] of [...commands.map((one) => [one]), ['data', 'fetch']].entries())
      expect({ command, flags: each[i] }).toEqual({ command, flags: (await helped(...command)).flags })
  })

  it('law: offers for --plot what can be drawn, which its help names', async () => {
    const [plots] = offered(['retain run emcl --plot '])
    expect(plots?.toSorted()).toEqual(plotKinds.toSorted())
    const { out } = await captured(['run', '--help'])
    const [, named = ''] = /--plot <KIND\.\.\.>\s+draw\s+(.*?),\s+as\s/s.exec(out) ?? []
    expect(named.split(/,\s+|\s+or\s+/).toSorted()).toEqual(plotKinds.toSorted())
  })

  it('offers what a flag or a place may be', () => {
    const [names, networksOffered, backends, evaluate, method, twoMethods, what, device, seeds, files] = offered([
      'retain run emcl --benchmark ',
      'retain compare emcl --tasks 3 --network ',
      'retain run --backend w',
      'retain cost emcl --evaluate ',
      'retain explain e',
      'retain compare ewc,emcl,f',
      'retain list ',
      'retain setup tensorflow ',
      'retain run emcl --seeds ',
      'retain run --quiet ./m',
    ])
    expect(names?.slice(0, benchmarks.length)).toEqual(benchmarks.map(({ name }) => name))
    expect(networksOffered?.toSorted()).toEqual(
      [...networks.map(({ name }) => name), ...['bash', 'fish', 'mine.ts', 'other.json', 'zsh']].toSorted(),
    )
    expect(backends).toEqual(['wasm'])
    expect(evaluate).toEqual(['test', 'validation'])
    expect(method).toEqual(Object.keys(methods).filter((name) => name.startsWith('e')))
    expect(twoMethods).toEqual(
      [...Object.keys(methods).filter((name) => name.startsWith('f')), 'fish'].map((name) => `ewc,emcl,${name}`),
    )
    expect(what).toEqual(['methods', 'benchmarks', 'networks', 'backends'])
    expect(device).toEqual(['cpu', 'gpu'])
    expect(seeds).toEqual([])
    expect(files).toEqual(['./mine.ts'])
  })
})

describe('other shells', () => {
  it.skipIf(!has('fish'))('fish offers commands, flags and values', () => {
    const ask = (line: string): readonly string[] =>
      execFileSync('fish', ['--no-config', '-c', `source ${scripts.fish}; complete -C '${line}'`], { encoding: 'utf8' })
        .trimEnd()
        .split('\n')
        .map((one) => one.split('\t')[0]!)
    expect(ask('retain comp')).toEqual(['compare', 'completion'])
    expect(ask('retain run --evaluate ')).toEqual(['test', 'validation'])
    expect(ask('retain run --benchmark split-mn')).toContain('split-mnist')
    expect(ask('retain run --back')).toEqual(['--backend'])
  })

  it.skipIf(!has('zsh'))('zsh reads its script', () => {
    expect(execFileSync('zsh', ['-f', '-n', scripts.zsh!], { encoding: 'utf8' })).toBe('')
    const script = `autoload -U compinit; compinit -u -D; source ${scripts.zsh}; print -r -- $_comps[retain]`
    expect(execFileSync('zsh', ['-f', '-c', script], { cwd: folder, encoding: 'utf8' }).trim()).toBe('_retain')
  })

  it('one that is not known is a fault', async () => {
    expect((await captured(['completion', 'tcsh'])).err).toContain('known: bash, fish, zsh')
  })
})
