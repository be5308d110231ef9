import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * A process that runs the rows of the bench in one tree of sources, a block of steps whenever it is asked, and tells the processor's
 * seconds a step. `trees.ts` starts two of them.
 */
const tree = process.argv[2]!
const at = (path: string): Promise<Record<string, never>> => import(pathToFileURL(resolve(tree, path)).href)

interface Row {
  readonly step: () => void | Promise<void>
}

/** Where trees have their devices, the newest first. */
const homes = ['src/interpreters/devices/index.ts', 'src/interpreters/tfjs/index.ts']

const opened = async (): Promise<unknown> => {
  const home = homes.find((path) => existsSync(resolve(tree, path)))!
  const { tfjsDevice } = (await at(home)) as unknown as {
    tfjsDevice: (name: string) => () => Promise<{ readonly right: unknown }>
  }
  return (await tfjsDevice('wasm')()).right
}

const device = await opened()
const { dataOf } = (await at('bench/network.ts')) as unknown as { dataOf: (batch: number) => unknown }
const { ourStep } = (await at('bench/our-step.ts')) as unknown as { ourStep: (device: unknown, data: unknown) => Row }
const { emclContest } = (await at('bench/emcl.ts')) as unknown as {
  emclContest: (device: unknown, data: unknown) => Promise<{ readonly ours: Row }>
}

const rows: Readonly<Record<string, Row>> = {
  'SGD step, batch 1': ourStep(device, dataOf(1)),
  'SGD step, batch 10': ourStep(device, dataOf(10)),
  'SGD step, batch 64': ourStep(device, dataOf(64)),
  'EMCL batch': (await emclContest(device, dataOf(10))).ours,
}

process.on('message', async ({ row, steps }: { readonly row: string; readonly steps: number }) => {
  const start = process.cpuUsage()
  for (let i = 0; i < steps; i += 1) await rows[row]!.step()
  const { user, system } = process.cpuUsage(start)
  process.send!((user + system) / 1e6 / steps)
})
process.send!(Object.keys(rows))
