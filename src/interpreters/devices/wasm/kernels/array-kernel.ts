import type { Kernel } from '../assembler/index.ts'

/** A kernel of any number of inputs and outputs, by their byte offsets. */
export type ArrayKernel = (inputs: readonly number[], outputs: readonly number[]) => void

/** Passes the elements of the two arrays as arguments: written out for the usual numbers, which saves their copies. */
export const ofArrays = (kernel: Kernel, inputs: number, outputs: number): ArrayKernel => {
  type Offsets = readonly number[]
  const at = (i: Offsets, o: Offsets, index: number): number => (index < inputs ? i[index]! : o[index - inputs]!)
  switch (inputs + outputs) {
    case 1:
      return (i, o) => kernel(at(i, o, 0))
    case 2:
      return (i, o) => kernel(at(i, o, 0), at(i, o, 1))
    case 3:
      return (i, o) => kernel(at(i, o, 0), at(i, o, 1), at(i, o, 2))
    case 4:
      return (i, o) => kernel(at(i, o, 0), at(i, o, 1), at(i, o, 2), at(i, o, 3))
    case 5:
      return (i, o) => kernel(at(i, o, 0), at(i, o, 1), at(i, o, 2), at(i, o, 3), at(i, o, 4))
    case 6:
      return (i, o) => kernel(at(i, o, 0), at(i, o, 1), at(i, o, 2), at(i, o, 3), at(i, o, 4), at(i, o, 5))
    default:
      return (i, o) => kernel(...i, ...o)
  }
}
