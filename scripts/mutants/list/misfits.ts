import type { Mutant } from '../mutant.ts'

/** Numbers that are more or fewer than what they are for. */
export const ofMisfits: readonly Mutant[] = [
  {
    name: 'a heap on which is written past the end of a value',
    breaks: 'what is uploaded is as many numbers as its shape says',
    file: 'src/interpreters/devices/wasm/heap/heap-machine.ts',
    from: 'machine.upload(shape, whole(shape, values))',
    to: 'machine.upload(shape, values)',
    test: 'test/interpreters/devices/uploads.test.ts',
  },
  {
    name: 'a batch with targets of another network',
    breaks: 'a batch that is none of the network is refused before anything is done',
    file: 'src/interpreters/runtime/batch-misfit.ts',
    from: "['targets', targets, outputs],",
    to: '',
    test: 'test/interpreters/runtime/batch-misfit.test.ts',
  },
  {
    name: 'a batch that is looked at only where it comes alone',
    breaks: 'of many events the first that is odd ends them',
    file: 'src/interpreters/runtime/session.ts',
    from: '!alike(one, event) || batchMisfit(one.name, setting.between, one.batches) !== undefined',
    to: '!alike(one, event)',
    test: 'test/interpreters/runtime/batch-misfit.test.ts',
    only: 'ends many events',
  },
  {
    name: 'rows past the end that weigh something',
    breaks: 'what is not there is zeros of weight 0',
    file: 'src/compiler/host/host-rows.ts',
    from: '  const weights = new Float32Array(count)\n',
    to: '  const weights = new Float32Array(count).fill(1)\n',
    test: 'test/compiler/host/host-rows.test.ts',
    only: 'however they come of others',
  },
  {
    name: 'room that is written from its start for every event',
    breaks: 'many events in one call are those one by one',
    file: 'src/compiler/host/feed-values.ts',
    from: '({ shape }) => slot * sizeOf(shape)',
    to: '() => 0',
    test: 'test/interpreters/runtime/handle-all.test.ts',
    only: 'to the bit: er',
  },
]
