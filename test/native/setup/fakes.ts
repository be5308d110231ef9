import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Wheel } from '../../../src/native/pinned.ts'
import type { Order, Trial } from '../../../src/native/setup/index.ts'
import type { Machine } from '../../../src/native/setup/machine.ts'

/** Programs that a set-up calls, by name: what each does, in JavaScript. `say` writes to its error output. */
export type Programs = Readonly<Record<string, string>>

const head = (log: string, name: string): string => `#!${process.execPath}
const fs = require('node:fs')
const { join, dirname } = require('node:path')
const args = process.argv.slice(2)
const say = (text, status) => { process.stderr.write(text + '\\n'); process.exit(status) }
const write = (path, text = '') => { fs.mkdirSync(dirname(path), { recursive: true }); fs.writeFileSync(path, text) }
const hang = () => { fs.writeFileSync(${JSON.stringify(log)} + '.pid', String(process.pid)); setInterval(() => {}, 1000) }
fs.appendFileSync(${JSON.stringify(log)}, ${JSON.stringify(name)} + ' ' + args.join(' ') + '\\n')
`

const content = 'what a wheel is made of'

/** A wheel of no size to speak of. */
export const wheel: Wheel = {
  file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
}

/** Sources with the places that edits ask for. */
export const sources = {
  'tfjs_backend.h': 'class TFJSBackend {\n private:\n  TFJSBackend(napi_env env);\n};\n',
  'tfjs_binding.cc':
    'static napi_value InitTFNodeJSBinding(napi_env env) {\n  // Export TF property types to JS\n  return exports;\n}\n',
  'tfjs_backend.cc': '',
}

export const npm = `
if (args[0] === '--version') process.exit(0)
const modules = join(args[args.indexOf('--prefix') + 1], 'node_modules')
const sources = ${JSON.stringify(sources)}
for (const [name, text] of Object.entries(sources)) write(join(modules, '@tensorflow/tfjs-node/binding', name), text)
write(join(modules, '@tensorflow/tfjs-node/package.json'), '{}')
write(join(modules, '@tensorflow/tfjs-node/dist/index.js.map'), 'a map')
write(join(modules, 'node-api-headers/include/node_api.h'))
`

export const python = `
if (args[0] === '-c' || args[2] === '--version') process.exit(0)
if (args[1] === 'pip') write(join(args[args.indexOf('--dest') + 1], ${JSON.stringify(wheel.file)}), ${JSON.stringify(content)})
else for (const name of ['cc', 'framework']) write(join(args[2], 'tensorflow/libtensorflow_' + name + '.so.2'), name)
`

export const compiler = `
if (args[0] === '--version') process.exit(0)
write(args[args.indexOf('-o') + 1], 'an addon')
`

const all: Programs = { npm, python3: python, 'g++': compiler }

export interface World {
  readonly env: Record<string, string>
  /** Gives a program another way to behave; none takes it away. */
  readonly program: (name: string, does: string | undefined) => void
  /** The programs that were called since this was last asked, but for those that only say that they are there. */
  readonly calls: () => readonly string[]
  /** The process that hangs, once it does. */
  readonly hanging: () => number | undefined
}

/** A folder for caches, and programs that stand for npm, Python with pip, and a compiler. */
export const world = (): World => {
  const folder = mkdtempSync(join(tmpdir(), 'retain-native-'))
  const [bin, log] = [join(folder, 'bin'), join(folder, 'log')]
  mkdirSync(bin)
  writeFileSync(log, '')
  const program: World['program'] = (name, does) => {
    writeFileSync(join(bin, name), does === undefined ? '' : head(log, name) + does)
    chmodSync(join(bin, name), does === undefined ? 0o644 : 0o755)
  }
  for (const [name, does] of Object.entries(all)) program(name, does)
  let seen = 0
  return {
    env: { PATH: bin, XDG_CACHE_HOME: join(folder, 'cache') },
    program,
    calls: () => {
      const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1)
      const since = lines.slice(seen)
      seen = lines.length
      return since.filter((line) => !/--version| -c /.test(line)).map((line) => line.split(' ').slice(0, 3).join(' '))
    },
    hanging: () => (existsSync(`${log}.pid`) ? Number(readFileSync(`${log}.pid`, 'utf8')) : undefined),
  }
}

/** A machine that has all that is needed, whatever this one is. */
export const machine: Machine = { platform: 'linux-x64', glibc: '2.36', free: () => 1e12 }

export const trial: Trial = {
  tensorflow: '2.21.0',
  gpu: false,
  product: true,
  convolution: true,
  functions: true,
  tensorFloat32: false,
}

/** An order to be carried out in a world. */
export const orderIn = ({ env }: World, more: Partial<Order> = {}): Order => ({
  kind: 'cpu',
  env,
  signal: new AbortController().signal,
  tell: () => {},
  machine,
  library: wheel,
  trying: () => TE.right(trial),
  ...more,
})
