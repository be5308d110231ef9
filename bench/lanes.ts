/**
 * A meta-step of MAML on sines (25 tasks, 10 shots, 1 and 5 inner steps, 1-40-40-1, Adam) and a Fisher information sample by sample
 * (784-100-100-10), on wasm: as lanes, as a loop, as a user of TensorFlow.js writes them, and of JAX where a python that has it is named.
 *
 *   npx tsx bench/lanes.ts [PYTHON]
 */
import { spawnSync } from 'node:child_process'
import { orThrow } from '../src/fault.ts'
import { tfjsDevice } from '../src/interpreters/devices/index.ts'
import { type Contestant, distance } from './compare.ts'
import { examples, fisherOurs, fisherTheirs } from './fisher.ts'
import { idiomaticMaml, inner, mamlOn, outer, shots, sines } from './maml.ts'

interface Pace {
  readonly median: number
  readonly tenth: number
}

const quantiles = (times: readonly number[]): Pace => {
  const sorted = times.toSorted((a, b) => a - b)
  return { median: sorted[Math.floor(sorted.length / 2)]!, tenth: sorted[Math.floor(sorted.length / 10)]! }
}

/** Milliseconds a step of each, in turn, so that a slow moment of the machine hits all. */
const paces = async (all: readonly { readonly of: Contestant; readonly steps: number }[]): Promise<readonly Pace[]> => {
  const times = all.map((): number[] => [])
  for (let round = 0; round < 12; round++)
    for (const [i, { of, steps }] of all.entries())
      for (let step = 0; step < steps; step++) {
        const start = performance.now()
        await of.step()
        // The first round warms up.
        if (round > 0) times[i]!.push(performance.now() - start)
      }
  return times.map(quantiles)
}

interface Asked {
  readonly what: 'maml' | 'fisher'
  readonly x: { readonly shape: readonly number[]; readonly values: readonly number[] }
  readonly y: { readonly shape: readonly number[]; readonly values: readonly number[] }
  readonly [other: string]: unknown
}

const python = process.argv[2]

const jax = (
  asked: Asked,
  start: readonly { readonly shape: readonly number[]; readonly values: ArrayLike<number> }[],
) => {
  if (python === undefined) return undefined
  const parameters = start.map(({ shape, values }) => ({ shape, values: Array.from(values) }))
  const input = JSON.stringify({ ...asked, parameters, warm: 20, times: asked.what === 'maml' ? 300 : 12 })
  const { stdout, stderr, status } = spawnSync(python, ['bench/maml.py'], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Pace & { readonly parameters: readonly (readonly number[])[] }
}

const shown = (pace: Pace | undefined): string =>
  pace === undefined ? ''.padStart(18) : `${pace.median.toFixed(2)} (${pace.tenth.toFixed(2)})`.padStart(18)

const row = async (
  name: string,
  made: (lanes: 'on' | 'off') => Promise<Contestant>,
  idiomatic: (start: readonly ArrayLike<number>[]) => Contestant,
  others: (start: readonly ArrayLike<number>[]) => ReturnType<typeof jax>,
  [quick, slow]: readonly [number, number],
): Promise<string> => {
  const [lanes, loop] = [await made('on'), await made('off')]
  const start = await lanes.parameters()
  const theirs = idiomatic(start)
  const other = others(start)
  for (const one of [lanes, loop, theirs]) for (let step = 0; step < 3; step++) await one.step()
  const jaxes = other === undefined ? [] : [other.parameters]
  const ends = [await loop.parameters(), await theirs.parameters(), ...jaxes]
  const apart = await Promise.all(ends.map(async (end) => distance(await lanes.parameters(), end)))
  if (!apart.every((d) => d < 1e-3)) throw new Error(`${name}: after 3 steps the parameters are ${apart} apart`)
  const [a, b, c] = await paces([
    { of: lanes, steps: quick },
    { of: loop, steps: quick },
    { of: theirs, steps: slow },
  ])
  const again = others(start)
  const best = again === undefined || other === undefined || other.median < again.median ? other : again
  return `${name.padEnd(26)}${[a, b, c, best].map(shown).join('')}`
}

const device = await orThrow(tfjsDevice('wasm'))
console.log(
  'Milliseconds a step, the median (the least tenth in brackets). After three steps all hold the same parameters.\n',
)
console.log(`${''.padEnd(26)}${['lanes', 'loop', 'tfjs', 'JAX'].map((head) => head.padStart(18)).join('')}`)
const asMaml = (steps: number) => (start: readonly ArrayLike<number>[]) =>
  jax(
    { what: 'maml', steps, inner, outer, shots, ...sines() },
    sines().parameters.map((shape, i) => ({ shape, values: start[i]! })),
  )
for (const steps of [1, 5])
  console.log(
    await row(
      `MAML, ${steps} inner step${steps === 1 ? '' : 's'}`,
      (lanes) => mamlOn(device, steps, lanes),
      (start) => idiomaticMaml(start, steps),
      asMaml(steps),
      [40, steps === 1 ? 3 : 1],
    ),
  )
for (const count of [120, 160])
  console.log(
    await row(
      `Fisher, ${count} samples`,
      (lanes) => fisherOurs(device, count, lanes),
      (start) => fisherTheirs(start, count),
      (start) =>
        jax(
          { what: 'fisher', ...examples(count) },
          examples(count).parameters.map((shape, i) => ({ shape, values: start[i]! })),
        ),
      [8, 1],
    ),
  )
