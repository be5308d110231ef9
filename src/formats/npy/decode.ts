import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../../fault.ts'
import { type Numbers, sizeOfShape } from '../named-tensor.ts'
import { npyArray } from './array.ts'
import { npyHeader } from './header.ts'
import { numberKinds } from './kinds.ts'

/**
 * The array in a file of NumPy, in the narrowest of `Uint8Array`, `Int32Array`, `Float32Array` and `Float64Array` that holds every number
 * of its kind; whole numbers of 64 bits become float64. A `Left` where the file is another, was cut off, or goes on behind the array.
 */
export const decodeNpy = (
  bytes: Uint8Array,
): E.Either<Fault, { readonly shape: readonly number[]; readonly values: Numbers }> =>
  pipe(
    npyHeader([], bytes),
    E.chain((header) => {
      const { kind, size, shape, start } = header
      const count = sizeOfShape(shape)
      if (bytes.length - start !== count * size)
        return E.left(
          fault({
            where: 'data',
            rule: `an array of shape ${shape.join(' × ')} must have ${count * size} bytes`,
            got: `${bytes.length - start}`,
          }),
        )
      const values = numberKinds[kind]!.array(count)
      npyArray(header, (from, length) => bytes.subarray(from, from + length)).copy(0, count, values, 0)
      return E.right({ shape, values })
    }),
  )
