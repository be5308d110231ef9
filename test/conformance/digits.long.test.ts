import { describe, expect, it } from 'vitest'
import { type DataSet, type HostBatch, mnist } from '../../src/data/index.ts'
import { decodeOptions } from '../../src/dsl/index.ts'
import type { StreamEvent } from '../../src/interpreters/runtime/index.ts'
import { agrees } from '../../src/laws/conduct.ts'
import { methods } from '../../src/methods/index.ts'
import { mlp } from '../../src/networks/index.ts'
import { devices } from '../interpreters/devices/devices.ts'
import { right } from '../methods/played.ts'

const size = 784

/** Ten digits, in the second task upside down. */
const batchOf = ({ train }: DataSet, task: number, batch: number): HostBatch => {
  const inputs = new Float32Array(10 * size)
  const targets = new Float32Array(10 * 10)
  for (let i = 0; i < 10; i += 1) {
    const at = 1000 * task + 10 * batch + i
    train.copyInput(at, inputs, i * size)
    if (task === 1) inputs.subarray(i * size, (i + 1) * size).reverse()
    targets[i * 10 + train.label(at)] = 1
  }
  return { count: 10, inputs, inputShape: [size], targets, weights: new Float32Array(10).fill(1), classes: 10, task }
}

const course = (data: DataSet): readonly StreamEvent[] =>
  [0, 1].flatMap((task) =>
    [0].map((batch) => ({
      name: 'onBatch' as const,
      task,
      batch,
      batches: { batch: batchOf(data, task, batch) },
    })),
  )

/** EMCL with the options of its page, on 784-100-100-10. */
const emcl = async () => ({
  program: methods.emcl!.program(right(decodeOptions('emcl', methods.emcl!.options, {}))),
  network: mlp(),
  between: { inputShape: [size], outputs: 10 },
  seed: 0,
  course: course(right(await mnist()())),
})

describe('EMCL on real digits, event by event', () => {
  it.each(devices.filter(({ name }) => name !== 'cpu'))('on $name ends each as the reference does', async (device) =>
    expect(await agrees(await emcl(), device)).toEqual({ holds: true, sides: {} }),
  )
})
