/**
 * `node --import tsx bench/backends.ts [CASE ...]`: batches through a session, on wasm and on TensorFlow, kept as functions and compiled
 * by XLA where `XLA=1`. A case is METHOD:NETWORK:BATCH[:OPTION=VALUE ...]. In turn, block by block; medians of both clocks, and the
 * least of the processor's, which a busy machine spoils least.
 */
import { type MachineDevice, tfjsDevice } from '../src/interpreters/devices/index.ts'
import { contestant, demand } from './batches.ts'
import { median } from './median.ts'

/** What is measured unless something else is asked for. */
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
