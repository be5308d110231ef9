import { type Shape, sizeOf } from '../../ir/index.ts'

/** The numbers of a value of this shape, if that is what they are: of fewer or more a device would take what is another's, or write on it. */
export const whole = <A extends ArrayLike<number>>(shape: Shape, values: A): A => {
  if (values.length === sizeOf(shape)) return values
  throw new Error(
    `internal: a value of [${shape.join(', ')}] has ${sizeOf(shape)} numbers, and ${values.length} are given`,
  )
}
