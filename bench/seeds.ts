/**
 * A batch of 10 examples of 1, 5 and 20 seeds, of digits (784-100-100-10) or of fewer numbers (16-40-40-10): as lanes of one program, and
 * one seed after the other.
 *
 *   npx tsx bench/seeds.ts [BACKEND] [digits|small] [SEEDS] [METHOD...]
 */
import { defaults, onlyBatch } from '../src/dsl/index.ts'
import { orThrow } from '../src/fault.ts'
import { type BackendChoice, type Device, tfjsDevice } from '../src/interpreters/devices/index.ts'
import {
  type Meeting,
  meetingOn,
  type Session,
  type State,
  type StreamEvent,
  session,
} from '../src/interpreters/runtime/index.ts'
import { methods } from '../src/methods/index.ts'
import { mlp } from '../src/networks/index.ts'
import { child, integers, key, uniforms } from '../src/random/index.ts'
import { median } from './median.ts'

const [backend = 'wasm', size = 'digits', counts = '1,5,20', ...named] = process.argv.slice(2)
const names = named.length > 0 ? named : ['finetune', 'emcl', 'ewc', 'si', 'laMaml', 'er', 'agem', 'gem']
const features = size === 'digits' ? 784 : 16
const between = { inputShape: [features], outputs: 10 }
const network = mlp({ hidden: size === 'digits' ? [100, 100] : [40, 40] })
const count = 10

const event = (name: 'onBatch' | 'onTaskEnd', seed: number, task: number, batch: number): StreamEvent => {
  const of = child(key(seed), 'bench', task, batch)
  const labels = integers(child(of, 'labels'), count, 10)
  const examples = {
    count,
    inputs: Float32Array.from(uniforms(child(of, 'inputs'), count * features)),
    inputShape: [features],
    targets: Float32Array.from({ length: count * 10 }, (_, i) => (labels[Math.floor(i / 10)] === i % 10 ? 1 : 0)),
    weights: new Float32Array(count).fill(1),
    classes: 10,
    task,
  }
  return { name, task, batch, batches: onlyBatch(name, examples) }
}

/** A device that tells how long it was at work. */
const watched = <B>(device: Device<B>) => {
  let spent = 0
  const { repeat: _, ...rest } = device
  const timed = <A>(work: () => A): A => {
    const start = performance.now()
    const made = work()
    spent += performance.now() - start
    return made
  }
  return {
    device: {
      ...rest,
      compile: (program: Parameters<Device<B>['compile']>[0]) => {
        const run = device.compile(program)
        return (inputs: readonly B[]) => timed(() => run(inputs))
      },
      read: (buffer: B) => timed(() => device.read(buffer)),
    } satisfies Device<B>,
    spent: () => {
      const so = spent
      spent = 0
      return so
    },
  }
}

const inTurn: Meeting['all'] = async (works) => {
  const done = []
  for (const { does } of works) done.push(await does())
  return done
}

const least = (times: readonly number[]): number => Math.min(...times)

const device = watched(await orThrow(tfjsDevice(backend as BackendChoice)))

/** A batch of every seed again and again, in their second task. */
const contestant = async <B>(own: Session<B>, seeds: readonly number[], goes: Meeting['all']) => {
  const states = new Map<number, State<B>>()
  for (const seed of seeds) states.set(seed, await orThrow(own.initial(seed)))
  const all = (events: (seed: number) => StreamEvent) =>
    goes(
      seeds.map((seed) => ({
        seed,
        does: async () => {
          states.set(seed, await orThrow(own.handle(seed, states.get(seed)!, events(seed))))
        },
      })),
    )
  await all((seed) => event('onBatch', seed, 0, 0))
  await all((seed) => event('onTaskEnd', seed, 0, 0))
  const fresh = (batch: number) => new Map(seeds.map((seed) => [seed, event('onBatch', seed, 1, batch)]))
  return {
    step: async (batch: number) => {
      const events = fresh(batch)
      device.spent()
      const start = performance.now()
      await all((seed) => events.get(seed)!)
      const whole = performance.now() - start
      return { whole, host: whole - device.spent() }
    },
    release: () => {
      for (const state of states.values()) own.release(state)
    },
  }
}

console.log(`${backend}, ${size}; milliseconds for a batch of every seed: median (least), of which the host's`)
for (const name of names) {
  const method = methods[name]!
  const program = method.program(defaults(method.options))
  const setting = { program, network, between }
  for (const n of counts.split(',').map(Number)) {
    const seeds = Array.from({ length: n }, (_, seed) => seed)
    const meeting = meetingOn(device.device, program.options)
    const ways = [
      await contestant(session({ ...setting, device: device.device }), seeds, inTurn),
      await contestant(session({ ...setting, device: meeting.device, carries: meeting.carries }), seeds, meeting.all),
    ]
    const times = ways.map((): { whole: number; host: number }[] => [])
    const began = performance.now()
    for (let batch = 0; batch < 60 && (batch < 6 || performance.now() - began < 4000); batch += 1)
      for (const [i, way] of ways.entries()) {
        const time = await way.step(batch)
        if (batch > 1) times[i]!.push(time)
      }
    for (const way of ways) way.release()
    const [loop, lanes] = times.map((all) => ({
      median: median(all.map(({ whole }) => whole)),
      least: least(all.map(({ whole }) => whole)),
      host: median(all.map(({ host }) => host)),
    }))
    const shown = (of: typeof loop) =>
      `${of!.median.toFixed(2)} (${of!.least.toFixed(2)}), ${of!.host.toFixed(2)}`.padEnd(26)
    console.log(
      `${name.padEnd(10)} ${`${n}`.padStart(3)}  loop ${shown(loop)} lanes ${shown(lanes)} loop/lanes ${(loop!.least / lanes!.least).toFixed(2)}`,
    )
  }
}
