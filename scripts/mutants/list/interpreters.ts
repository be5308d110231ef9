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
]
