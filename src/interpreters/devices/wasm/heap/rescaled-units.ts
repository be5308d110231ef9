import { type Node, sizeOf } from '../../../../ir/index.ts'
import { type Part, type Place, productsOf, type RescaledSum, scalesOf } from '../../fuse/index.ts'
import { holderOf } from '../../holder.ts'
import type { Unit } from '../../machine.ts'
import type { NativeKernels } from '../kernels/index.ts'
import type { Block, Heap } from './heap.ts'
import { reduction } from './reduction.ts'

/** A look at single numbers of the heap. */
export interface Numbers {
  readonly at: (offset: number) => number
  readonly put: (offset: number, value: number) => void
}

/** One part by two kernels: the products, and their sum at `out`. `offsets` are those of the scales, then of the vectors. */
interface Adding {
  readonly places: readonly Place[]
  readonly run: (scales: readonly number[], vectors: readonly number[], out: number) => void
}

const adding = (
  heap: Heap,
  native: NativeKernels,
  part: Part,
  scales: readonly Node[],
  given: ReadonlySet<Node>,
): Adding => {
  const { program, places } = productsOf(part, scales, given)
  const { shape } = program
  const size = sizeOf(shape)
  const shelf = heap.shelf(size)
  // Kernels are made when they are first needed, which is hardly ever.
  const kernels = () => ({
    multiply: native.elementwise(program),
    total: reduction(heap, native, 'sum', shape, part.sum.attributes.axes),
  })
  let made: ReturnType<typeof kernels> | undefined
  return {
    places,
    run: (at, of, out) => {
      made ??= kernels()
      const products = heap.take(shelf, size)
      made.multiply([...at, ...of.map((offset, i) => offset + 4 * places[i]!.from)], [products.offset])
      made.total(out, products.offset)
      heap.release(products)
    },
  }
}

/**
 * The units of rescaled sums. Where the scales are 1 the sum is the plain one, if that is there, and where they are 0 it is 0, without
 * a look at the vectors: what ordinary numbers pay for the range of all others is a look at the scales.
 */
export const rescaledUnits = (
  heap: Heap,
  native: NativeKernels,
  numbers: Numbers,
  sums: readonly RescaledSum[],
  given: ReadonlySet<Node>,
): readonly Unit<Block>[] =>
  sums.map((rescaled): Unit<Block> => {
    const { sum, plain, parts } = rescaled
    const scales = scalesOf(rescaled)
    const each = parts.map((part) => adding(heap, native, part, scales, given))
    return {
      reads: [
        ...(plain === undefined ? [] : [plain]),
        ...scales.map((scale) => holderOf(scale, given)),
        ...each.flatMap(({ places }) => places.map((place) => place.holder)),
      ],
      makes: [sum],
      instruction: ({ values, slotOf }) => {
        const from = plain === undefined ? undefined : slotOf(plain)
        const at = scales.map(slotOf)
        const vectors = each.map(({ places }) => places.map((place) => slotOf(place.holder)))
        const to = slotOf(sum)
        const shelf = heap.shelf(1)
        const all = (number: number): boolean => {
          for (let i = 0; i < at.length; i++) if (numbers.at(values[at[i]!]!.offset) !== number) return false
          return true
        }
        return () => {
          if (from !== undefined && all(1)) {
            values[to] = heap.view(values[from]!, 0, 1)
            return
          }
          const out = heap.take(shelf, 1)
          values[to] = out
          const none = all(0)
          let total = 0
          for (let i = 0; i < each.length && !none; i++) {
            each[i]!.run(
              at.map((slot) => values[slot]!.offset),
              vectors[i]!.map((slot) => values[slot]!.offset),
              out.offset,
            )
            total = i === 0 ? numbers.at(out.offset) : Math.fround(total + numbers.at(out.offset))
          }
          numbers.put(out.offset, total)
        }
      },
    }
  })
