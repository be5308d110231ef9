import type { Mutant } from '../mutant.ts'

const state = 'test/saved/state/round-trip.test.ts'
const lasting = 'test/saved/learner/lasting.test.ts'
const models = 'test/saved/export/models.test.ts'
const safetensors = 'test/formats/safetensors/round-trip.test.ts'

export const ofSaved: readonly Mutant[] = [
  {
    name: 'a saved state in float32 whatever computed it',
    breaks: 'decodeState ∘ encodeState = identity, to the bit',
    file: 'src/saved/state/encode.ts',
    from: 'return Float64Array.from(values)',
    to: 'return narrow',
    test: state,
    only: 'numbers of float64 stay what they are',
  },
  {
    name: 'remembered examples all of the first task',
    breaks: 'decodeState ∘ encodeState = identity, to the bit',
    file: 'src/saved/state/examples.ts',
    from: 'Int32Array.from(examples, ({ task }) => task)',
    to: 'Int32Array.from(examples, () => 0)',
    test: state,
    only: 'everything on mlp',
  },
  {
    name: 'a learner that goes on numbers its tasks from 0 again',
    breaks: 'saving, loading and going on = not having stopped',
    file: 'src/experiment/going-on.ts',
    from: 'task: of.task + learned })',
    to: 'task: of.task })',
    test: lasting,
    only: 'ewc on permuted-mnist',
  },
  {
    name: 'a stream that goes on shows passes in the order of its first tasks',
    breaks: 'saving, loading and going on = not having stopped',
    file: 'src/streams/schedule.ts',
    from: 'task.number ?? task.index',
    to: 'task.index',
    test: lasting,
    only: 'er on split-mnist',
  },
  {
    name: 'inputs that a learner is asked about without the order of their task’s pixels',
    breaks: 'a learner predicts what its exams saw',
    file: 'src/experiment/inputs.ts',
    from: 'const pixels = tasks[task]?.pixels',
    to: 'const pixels = tasks[-1]?.pixels',
    test: lasting,
    only: 'on the pixels of permuted-mnist, {}',
  },
  {
    name: 'bfloat16 taken for the lower half of float32',
    breaks: 'a number of bfloat16 is the upper half of a float32',
    file: 'src/formats/safetensors/element-types.ts',
    from: 'word[0] = bits << 16',
    to: 'word[0] = bits',
    test: safetensors,
    only: 'BF16',
  },
  {
    name: 'an exported filter with its rows and columns exchanged',
    breaks: 'what is exported says what the network does',
    file: 'src/saved/export/onnx/onnx.ts',
    from: '((y * columns + x) * from + c)',
    to: '((x * rows + y) * from + c)',
    test: models,
    only: 'onnx says what the network does a convolution of the same size',
  },
  {
    name: 'an exported model whose pool sees zeros around an image',
    breaks: 'what is exported says what the network does',
    file: 'src/saved/export/tfjs/tfjs.ts',
    from: 'true, -3.4028234663852886e38)',
    to: 'true, 1000)',
    test: models,
    only: 'tfjs says what the network does the largest of windows that stand out',
  },
]
