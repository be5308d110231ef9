import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { canonicalProgram, judgeProgram, type Method, type MethodProgram, type Values } from '../dsl/index.ts'
import { type Fault, fault, faultBehind } from '../fault.ts'
import { messageOf } from '../message-of.ts'
import { placeOf } from '../source-place.ts'

/** A method at checked options, and what it is called in faults: its name in the registry, or its file. */
interface Asked {
  readonly name: string
  readonly method: Method
  readonly options: Values
}

/** That a program does something to the parameters that predictions are made with; one that learns nothing is a mistake. */
const learns =
  (name: string) =>
  (program: MethodProgram): E.Either<Fault, MethodProgram> => {
    const { predict, ...events } = program.handlers
    const changes = Object.values(events).some(({ slots, updates }) =>
      Object.entries(updates).some(
        ([slot, value]) => value !== slots[slot] && (slot === 'theta' || predict !== undefined),
      ),
    )
    return changes
      ? E.right(program)
      : E.left(
          fault({
            where: name,
            rule: 'a method must give `theta` a new value at some event',
            got: 'handlers that leave it as it is: nothing would be learned',
            hint: 'for example onBatch: (o) => ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta) })',
          }),
        )
  }

/** What a method made by hand gives, if it is a program by its outermost level. */
const isProgram = (u: unknown): u is MethodProgram =>
  typeof u === 'object' &&
  u !== null &&
  'handlers' in u &&
  typeof u.handlers === 'object' &&
  u.handlers !== null &&
  'state' in u &&
  typeof u.state === 'object'

const built = ({ name, method, options }: Asked): MethodProgram => {
  const program: unknown = method.program(options)
  if (isProgram(program)) return program
  const cause = fault({
    where: name,
    rule: 'a method must give a program',
    got: typeof program,
    hint: 'methods are made by defineMethod',
  })
  throw new Error(cause.rule, { cause })
}

/** A fault of a program with the place of the method in its file in front of the way. */
const placed =
  (place: string | undefined) =>
  (of: Fault): Fault =>
    place === undefined ? of : { ...of, path: [place, ...(of.path ?? [])] }

/** Why the functions of a method gave no program: they threw, or gave back something wrong. */
const notBuilt = ({ name, method }: Asked, error: unknown): Fault => {
  const known = faultBehind(error)
  if (known !== undefined) return placed(method.place?.())({ ...known, where: name })
  return placed(placeOf(error) ?? method.place?.())(
    fault({
      where: name,
      rule: 'the handlers of the method must build their terms',
      got: messageOf(error),
      hint: 'a handler is called once, with terms for the slots, and returns terms for their new values',
    }),
  )
}

/** The method as data, judged. Its handlers are code of whoever wrote it: what they throw is caught here. */
export const programOf = (of: Asked): E.Either<Fault, MethodProgram> =>
  pipe(
    E.tryCatch(
      () => built(of),
      (error) => notBuilt(of, error),
    ),
    E.chain((program) => pipe(judgeProgram(program), E.chain(learns(of.name)), E.mapLeft(placed(of.method.place?.())))),
    // What has no written form is no program: a record couldn't say what was run.
    E.chainFirst((program) =>
      E.tryCatch(
        () => canonicalProgram(program),
        (error) => notBuilt(of, error),
      ),
    ),
  )
