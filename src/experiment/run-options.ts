import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { decodeOptions, fitsFloat32, float32Range, type Options, type Values } from '../dsl/index.ts'
import { type Fault, fault } from '../fault.ts'

/** That devices can hold each option: they compute in float32, and an option that is 0 or ∞ there is another than was given. */
const held =
  (where: string, options: Options) =>
  (values: Values): E.Either<Fault, Values> => {
    const odd = Object.entries(values).find(([, value]) => typeof value === 'number' && !fitsFloat32(value))
    return odd === undefined
      ? E.right(values)
      : E.left(
          fault({
            where,
            rule: `option \`${odd[0]}\` must be ${options[odd[0]]?.range ?? 'a number'} that float32 can hold: ${float32Range}`,
            got: String(odd[1]),
          }),
        )
  }

/** Checks given values against a method's options, as `decodeOptions` does, and that they are what a device will compute with. */
export const runOptions = (
  where: string,
  options: Options,
  given: Readonly<Record<string, unknown>>,
): E.Either<Fault, Values> => pipe(decodeOptions(where, options, given), E.chain(held(where, options)))
