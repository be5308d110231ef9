import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fault, render } from '../../../src/fault.ts'
import { lock, makeFolder } from '../../../src/files/index.ts'
import { found, packageIn, placeOf, root } from '../../../src/native/index.ts'
import { type Order, removed, setUp } from '../../../src/native/setup/index.ts'
import { compiler, machine, npm, orderIn, python, sources, type World, wheel, world } from './fakes.ts'

let on: World
beforeEach(() => {
  on = world()
})
afterEach(() => rmSync(dirname(on.env.PATH!), { recursive: true, force: true }))

const done = async (more: Partial<Order> = {}) => {
  const how = await setUp(orderIn(on, more))()
  return E.isRight(how) ? how.right : expect.fail(render(how.left))
}

const refusal = async (more: Partial<Order> = {}): Promise<string> => {
  const how = await setUp(orderIn(on, more))()
  return E.isLeft(how) ? render(how.left) : expect.fail('it was set up')
}

const isFound = (): boolean => O.isSome(found('cpu', on.env))

const steps = [
  'npm install --ignore-scripts',
  'python3 -m pip',
  expect.stringMatching(/^python3 .*wheel-files\.py /),
  'g++ -std=c++17 -O3',
  'g++ -std=c++17 -O3',
]

describe('a set-up', () => {
  it('does its steps in order, tells of each, and is found only when it is whole', async () => {
    const told: string[] = []
    let before = 0
    const { place, state, build, did } = await done({
      tell: ({ step, what, done }) => {
        expect(isFound()).toBe(false)
        expect(done).toBeGreaterThanOrEqual(before)
        before = done
        if (told.at(-1) !== `${step} ${what}`) told.push(`${step} ${what}`)
      },
    })
    expect(on.calls()).toEqual(steps)
    expect(told.map((line) => line[0])).toEqual(['1', '2', '3', '0'])
    expect(state).toBe('made')
    expect(did.map(([, seconds]) => seconds > 0)).toEqual([true, true, true])
    expect(place).toBe(placeOf('cpu', on.env))
    expect(isFound()).toBe(true)
    expect(readdirSync(root(on.env))).toEqual([expect.stringMatching(/^2\.21\.0-cpu-.*-napi8$/)])
    expect(readdirSync(place).sort()).toEqual(['node_modules', 'opener.node', 'set-up.json', 'site'])
    expect(Object.values(build.files).every((bytes) => bytes > 0)).toBe(true)
    expect(existsSync(join(packageIn(place, 'cpu'), 'dist/index.js.map'))).toBe(false)
  })

  it('done twice calls nothing the second time, and tries what is there', async () => {
    await done()
    on.calls()
    let tries = 0
    const order = orderIn(on)
    const trying: Order['trying'] = (loaded, call) => {
      tries += 1
      return order.trying!(loaded, call)
    }
    expect(await done({ trying })).toMatchObject({ state: 'there', did: [] })
    expect([on.calls(), tries]).toEqual([[], 1])
  })

  it('of a build that lacks a part of a file makes a new one', async () => {
    const { place } = await done()
    writeFileSync(join(place, 'site/tensorflow/libtensorflow_cc.so.2'), '')
    expect(isFound()).toBe(false)
    on.calls()
    expect(await done()).toMatchObject({ state: 'made' })
    expect(on.calls()).toEqual(steps)
  })

  it('of a build of another version of Retain compiles the addon alone', async () => {
    const { place, build } = await done()
    const about = join(place, 'set-up.json')
    writeFileSync(about, readFileSync(about, 'utf8').replace(build.binding, 'another'))
    on.calls()
    expect(await done()).toMatchObject({ state: 'mended', build: { binding: build.binding } })
    expect(on.calls()).toEqual(steps.slice(3))
    expect(readdirSync(root(on.env))).toHaveLength(1)
    expect(await done()).toMatchObject({ state: 'there' })
  })

  it('is taken away with all that is half-made', async () => {
    const { place } = await done()
    makeFolder(join(root(on.env), 'of-another-version.making'))
    const gone = await removed(on.env)()
    expect(E.isRight(gone) && gone.right.map(({ folder }) => folder).sort()).toEqual(
      [place, join(root(on.env), 'of-another-version.making')].sort(),
    )
    expect([isFound(), readdirSync(root(on.env))]).toEqual([false, []])
    expect(await removed(on.env)()).toEqual(E.right([]))
  })

  it('gives the addon the package’s sources with the edits, and its own file', async () => {
    on.program(
      'g++',
      `${compiler}\nif (!args.includes('-ldl')) for (const file of ['tfjs_backend.h', 'tfjs_binding.cc', 'functions.cc'])
         fs.copyFileSync(join(dirname(args.find((arg) => arg.endsWith('functions.cc'))), file), join(${JSON.stringify(on.env.PATH)}, file))`,
    )
    await done()
    const [header, binding, own] = ['tfjs_backend.h', 'tfjs_binding.cc', 'functions.cc'].map((file) =>
      readFileSync(join(on.env.PATH!, file), 'utf8'),
    )
    expect(header).toContain('context() const')
    expect(binding!.match(/DefineFunctions/g)).toHaveLength(2)
    expect(own).toContain('TFE_ContextAddFunctionDef')
  })
})

describe('what is lacking is said, with what to do, and nothing is found', () => {
  afterEach(() => expect(isFound()).toBe(false))

  it.each([
    [
      'darwin-arm64',
      '2.36',
      'the machine must be Linux on x64 or arm64, got darwin on arm64',
      'npm install @tensorflow/tfjs-node',
    ],
    [
      'linux-x64',
      undefined,
      'must have glibc 2.27 or newer, got none (Alpine has musl in its place)',
      'an image, with glibc',
    ],
    ['linux-x64', '2.17', 'must have glibc 2.27 or newer, got glibc 2.17', 'npm install @tensorflow/tfjs-node'],
  ])('a machine: %s with glibc %s', async (platform, glibc, rule, hint) => {
    const text = await refusal({ machine: { ...machine, platform, glibc } })
    expect(text).toContain(rule)
    expect(text).toContain(hint)
    expect(on.calls()).toEqual([])
  })

  it.each([
    ['npm', 'npm must be there', 'install npm'],
    ['python3', 'Python 3.8 or newer must be there', 'apt-get install python3 python3-pip'],
    ['g++', 'a compiler of C++ must be there', 'apt-get install g++'],
  ])('a program: %s', async (name, rule, hint) => {
    on.program(name, undefined)
    const text = await refusal()
    expect(text).toContain(`setup tensorflow: ${rule}`)
    expect(text).toContain(hint)
    expect(on.calls()).toEqual([])
  })

  it('pip, and a Python that is too old', async () => {
    on.program('python3', `process.exit(args[0] === '-m' ? 1 : 0)`)
    expect(await refusal()).toMatch(/pip must be there[\s\S]*apt-get install python3-pip/)
    on.program('python3', `process.exit(1)`)
    expect(await refusal()).toContain('Python 3.8 or newer')
  })

  it('room on the disk, before anything is fetched; what has come already is counted', async () => {
    const little = { ...machine, free: () => 5e8 }
    expect(await refusal({ machine: little })).toMatch(
      /room for 1\.6 GB while it is made, got 0\.5 GB[\s\S]*XDG_CACHE_HOME/,
    )
    expect(on.calls()).toEqual([])
  })

  it('room on the disk that runs out on the way', async () => {
    on.program(
      'python3',
      python.replace(
        "if (args[1] === 'pip')",
        `if (args[1] === 'pip') say('OSError: [Errno 28] No space left on device', 1)\nelse if (false)`,
      ),
    )
    expect(await refusal()).toMatch(/must fit on the disk, got a full disk[\s\S]*make room/)
  })

  it('a folder that can be written', async () => {
    writeFileSync(join(on.env.PATH!, 'file'), '')
    on.env.XDG_CACHE_HOME = join(on.env.PATH!, 'file')
    expect(await refusal()).toMatch(/the folder must be one that can be written[\s\S]*XDG_CACHE_HOME/)
  })

  it.each([
    ['npm', npm, 'npm error code ENOTFOUND\nnpm error network request failed'],
    ['python3', python, 'WARNING: Retrying after NewConnectionError\nERROR: No matching distribution found'],
  ])('the network, for %s', async (name, does, says) => {
    on.program(
      name,
      does
        .replace('\n', '\n')
        .replace(/(const modules|if \(args\[1\] === 'pip'\))/, `say(${JSON.stringify(says)}, 1)\n$1`),
    )
    const text = await refusal()
    expect(text).toContain('got no connection to it')
    expect(text).toContain('where the network allows')
  })

  it('the published wheel', async () => {
    const text = await refusal({ library: { ...wheel, sha256: '0'.repeat(64) } })
    expect(text).toContain(`must be the published file, got another one than that with sha256 ${'0'.repeat(16)}…`)
    expect(text).toContain('mirror')
    on.calls()
    await done()
    expect(on.calls()).toEqual(steps.slice(1))
    rmSync(placeOf('cpu', on.env), { recursive: true })
  })

  it('sources that are known', async () => {
    on.program('npm', npm.replace('TFJSBackend(napi_env env);', 'TFJSBackend(napi_env other);'))
    expect(npm).toContain(JSON.stringify(sources['tfjs_backend.h']).slice(1, 20))
    expect(await refusal()).toMatch(
      /the sources of @tensorflow\/tfjs-node 4\.22\.0 must be those that are known, got a tfjs_backend\.h without/,
    )
  })

  it('an addon that compiles', async () => {
    on.program('g++', `if (args[0] !== '--version') say('x.cc:3: error: no C++17 here\\nand more', 1)`)
    const text = await refusal()
    expect(text).toContain('the addon must compile, got x.cc:3: error: no C++17 here')
    expect(text).toContain('CXX')
  })

  it('a build that computes, and takes whole functions: what was made is not given its name', async () => {
    const broken = fault({
      where: 'setup tensorflow',
      rule: 'what was built must load and compute',
      got: 'ended by SIGILL',
    })
    expect(await refusal({ trying: () => TE.left(broken) })).toContain('ended by SIGILL')
    const { trying } = orderIn(on)
    expect(
      await refusal({
        trying: (...of) => TE.Functor.map(trying!(...of), (trial) => ({ ...trial, functions: false })),
      }),
    ).toContain('must take whole functions')
  })

  it('a folder that no other process writes', async () => {
    makeFolder(root(on.env))
    const other = lock(root(on.env))
    expect(await refusal()).toMatch(/the folder of builds must be one that no other process writes/)
    if (E.isRight(other)) other.right.release()
  })
})

/** Whether a process lives. */
const lives = (id: number): boolean => {
  try {
    process.kill(id, 0)
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${id}/stat`, 'utf8'))
  } catch {
    return false
  }
}

describe('a set-up that is interrupted', () => {
  it.each([
    ['npm', npm.replace('const modules', 'hang()\nconst modules'), 0],
    ['python3', python.replace("if (args[1] === 'pip')", "hang()\nif (args[1] === 'pip')"), 1],
    ['g++', compiler.replace('write(', 'hang()\nwrite('), 3],
  ])('in %s leaves nothing that is found and nothing that runs, and goes on from there', async (name, slow, at) => {
    on.program(name, slow)
    const stop = new AbortController()
    const ended = setUp(orderIn(on, { signal: stop.signal }))()
    await expect.poll(on.hanging, { timeout: 20_000 }).toBeDefined()
    stop.abort()
    expect(E.isLeft(await ended)).toBe(true)
    expect(isFound()).toBe(false)
    await expect.poll(() => lives(on.hanging()!)).toBe(false)
    on.program(name, { npm, python3: python, 'g++': compiler }[name]!)
    on.calls()
    expect(await done()).toMatchObject({ state: 'made' })
    expect(on.calls()).toEqual(steps.slice(at))
    expect(isFound()).toBe(true)
  })

  it('before it begins does nothing', async () => {
    expect(E.isLeft(await setUp(orderIn(on, { signal: AbortSignal.abort() }))())).toBe(true)
    expect([on.calls(), isFound()]).toEqual([[], false])
  })
})
