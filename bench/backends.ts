/**
 * `node --import tsx bench/backends.ts [CASE ...]`: batches through a session, on wasm and on TensorFlow, kept as functions and compiled
 * by XLA where `XLA=1`. A case is METHOD:NETWORK:BATCH[:OPTION=VALUE ...]. In turn, block by block; medians of both clocks, and the
 * least of the processor's, which a busy machine spoils least.
 */
import { isLeft } from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { decodeOptions } from '../src/dsl/index.ts'
import { type Fault, render } from '../src/fault.ts'
import { type MachineDevice, tfjsDevice } from '../src/interpreters/devices/index.ts'
import { session } from '../src/interpreters/runtime/session.ts'
import { methods } from '../src/methods/index.ts'
import { mlp, type Network, resNet18 } from '../src/networks/index.ts'
import { dataOf } from './network.ts'
import { ourStep } from './our-step.ts'

const networks: Readonly<Record<string, readonly [Network, readonly number[]]>> = {
  mlp: [mlp(), [784]],
  wide: [mlp({ hidden: [2000, 2000] }), [784]],
  resNet32: [resNet18(), [32, 32, 3]],
  resNet84: [resNet18(), [84, 84, 3]],
}

const usual = [
  'sgd:mlp:1',
  'sgd:mlp:10',
  'sgd:mlp:64',
  'emcl:mlp:10',
  'ewc:mlp:10',
  'laMaml:mlp:10',
  'finetune:wide:64',
  'emcl:wide:64',
  'finetune:resNet32:10',
  'finetune:resNet84:10',
]

const demand = async <A>(task: TaskEither<Fault, A>): Promise<A> => {
  const done = await task()
  if (isLeft(done)) throw new Error(render(done.left))
  return done.right
}

const noise = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => {
    const x = Math.sin(i * 12.9898 + 78.233) * 43758.5453
    return x - Math.floor(x)
  })

interface Contestant {
  readonly step: () => void | Promise<void>
  readonly parameters: () => Promise<readonly ArrayLike<number>[]>
}

/** Batches of a method, or bare steps of a program for `sgd`. */
const contestant = async (device: MachineDevice, one: string): Promise<Contestant> => {
  const [name, network, batch, ...options] = one.split(':') as [string, string, string, ...string[]]
  const count = Number(batch)
  if (name === 'sgd') return ourStep(device, dataOf(count))
  const method = methods[name]!
  const set = Object.fromEntries(options.map((option) => option.split('=')).map(([key, value]) => [key, Number(value)]))
  const decoded = decodeOptions(name, method.options, set)
  if (isLeft(decoded)) throw new Error(render(decoded.left))
  const [learner, inputShape] = networks[network]!
  const on = session({
    program: method.program(decoded.right),
    network: learner,
    between: { inputShape, outputs: 10 },
    device,
  })
  const inputs = noise(inputShape.reduce((product, extent) => product * extent, count))
  const targets = Float32Array.from({ length: count * 10 }, (_, i) => (i % 10 === Math.floor(i / 10) % 10 ? 1 : 0))
  const weights = new Float32Array(count).fill(1)
  const examples = { count, inputs, inputShape, targets, weights, classes: 10, task: 0 }
  let state = await demand(on.initial(0))
  return {
    step: async () => {
      const event = { name: 'onBatch', task: 0, batch: 0, batches: { batch: examples } } as const
      state = await demand(on.handle(0, state, event))
    },
    parameters: () => demand(on.read(state.theta!)),
  }
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!

/** The largest difference of any parameter, in units of the largest parameter. */
const distance = (a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number => {
  const all = a.flatMap((tensor, t) => Array.from(tensor, (x, i) => [x, b[t]![i]!] as const))
  const most = (of: (pair: readonly [number, number]) => number): number =>
    all.reduce((so, pair) => Math.max(so, of(pair)), 0)
  return most(([x, y]) => Math.abs(x - y)) / most(([x]) => Math.abs(x))
}

const blocks = Number(process.env.BLOCKS ?? 7)

const devices = async (): Promise<readonly (readonly [string, MachineDevice])[]> => [
  ['wasm', await demand(tfjsDevice('wasm'))],
  ['node', await demand(tfjsDevice('node'))],
  ...(process.env.XLA === '1' ? [['node, XLA', await demand(tfjsDevice('node', undefined, 'on'))] as const] : []),
]

const compared = async (one: string, on: readonly (readonly [string, MachineDevice])[]): Promise<void> => {
  const rows = []
  for (const [name, device] of on) {
    const own = await contestant(device, one)
    const start = performance.now()
    await own.step()
    const after = await own.parameters()
    const first = performance.now() - start
    await own.step()
    const again = performance.now()
    await own.step()
    await own.parameters()
    const steps = Math.max(1, Math.min(200, Math.round(80 / (performance.now() - again))))
    rows.push({ name, own, after, first, steps, walls: [] as number[], processor: [] as number[] })
  }
  for (let block = 0; block < blocks; block += 1)
    for (const { own, steps, walls, processor } of rows) {
      const [used, start] = [process.cpuUsage(), performance.now()]
      for (let i = 0; i < steps; i += 1) await own.step()
      await own.parameters()
      const { user, system } = process.cpuUsage(used)
      walls.push((performance.now() - start) / steps)
      processor.push((user + system) / 1000 / steps)
    }
  const [base] = rows
  for (const { name, after, first, walls, processor } of rows) {
    const ratio = (of: readonly number[], to: readonly number[]): string =>
      median(of.map((x, i) => to[i]! / x)).toFixed(2)
    console.log(
      [
        one.padEnd(22),
        name.padEnd(10),
        `${median(walls).toFixed(3).padStart(9)} ms`,
        `processor ${median(processor).toFixed(3).padStart(9)} ms (least ${Math.min(...processor).toFixed(3)})`,
        `wasm's time over its own ${ratio(walls, base!.walls)} (processor ${ratio(processor, base!.processor)})`,
        `first ${first.toFixed(0)} ms`,
        `θ after one batch ${distance(base!.after, after).toExponential(1)} apart`,
      ].join('  '),
    )
  }
}

const asked = process.argv.slice(2)
const on = await devices()
for (const one of asked.length === 0 ? usual : asked) await compared(one, on)
