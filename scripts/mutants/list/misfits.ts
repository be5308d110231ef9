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
]
