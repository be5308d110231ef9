import type { Mutant } from '../mutant.ts'

export const ofInterpreters: readonly Mutant[] = [
  {
    name: 'a product that is a term short',
    breaks: 'AB, summed over all of the inner extent',
    file: 'src/interpreters/devices/reference/mat-mul.ts',
    from: 'p < k; p++',
    to: 'p < k - 1; p++',
    test: 'test/compiler/heads.test.ts',
    only: 'the loss is the cross-entropy',
  },
  {
    name: 'a tanh kernel that forgets to double',
    breaks: 'within 1.5 ulp of tanh',
    file: 'src/interpreters/devices/wasm/kernels/math/tanh.ts',
    from: 'exponential(frame, f32x4.add(size.get, size.get))',
    to: 'exponential(frame, size.get)',
    test: 'test/interpreters/devices/wasm/kernels/math.test.ts',
    only: 'tanh',
  },
  {
    name: 'a kernel that adds runs one element apart',
    breaks: 'every run is added where it belongs',
    file: 'src/interpreters/devices/wasm/kernels/accumulate.ts',
    from: 'advance(out!, 4 * stride)',
    to: 'advance(out!, 4 * stride + 4)',
    test: 'test/interpreters/devices/wasm/kernels/accumulate.test.ts',
    only: 'adds every run',
  },
  {
    name: 'tensors of a list from its last element on',
    breaks: 'what is put back is put where it was',
    file: 'src/compiler/slots.ts',
    from: 'slot.elements.flat(2)',
    to: 'slot.elements.toReversed().flat(2)',
    test: 'test/compiler/slots.test.ts',
    only: 'tensors are seen in the order',
  },
  {
    name: 'a state restored without its last digits',
    breaks: 'restore ∘ save = identity',
    file: 'src/interpreters/runtime/snapshot.ts',
    from: 'device.upload(shapes(kind)[tensor]!, values)',
    to: 'device.upload(shapes(kind)[tensor]!, Array.from(values, (x) => Math.fround(x / 3) * 3))',
    test: 'test/conformance/methods.test.ts',
    only: 'goes on from what was saved',
  },
]
