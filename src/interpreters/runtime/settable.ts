import * as E from 'fp-ts/lib/Either.js'
import { fitsFloat32, type MethodProgram, scopesOf, topDown } from '../../dsl/index.ts'
import { type Fault, fault } from '../../fault.ts'
import type { Setting } from './surroundings.ts'

/** The options that the terms of a program read: its inputs, whatever values it was made with. */
export const optionsReadBy = ({ state, handlers }: MethodProgram): readonly string[] => {
  const roots = [...Object.values(state), ...Object.values(handlers).flatMap(({ updates }) => Object.values(updates))]
  const terms = topDown(roots, (s) => scopesOf(s).flatMap((scope) => scope.terms))
  return [...new Set([...terms].flatMap((s) => (s._tag === 'Option' ? [s.name] : [])))]
}

/** Whether values of options may stand beside a program: those that its terms read are inputs of what is compiled, all others shape it. */
export const settable = ({ program, options = {} }: Setting): E.Either<Fault, void> => {
  const others = Object.entries(options).filter(([name, value]) => value !== program.options[name])
  const inputs = others.length === 0 ? [] : optionsReadBy(program)
  const odd = others.find(([name, value]) => typeof value !== 'number' || !fitsFloat32(value) || !inputs.includes(name))
  return odd === undefined
    ? E.right(undefined)
    : E.left(
        fault({
          where: program.method,
          rule: `a value beside the program is a number that float32 can hold, of an option that its terms read: ${inputs.join(', ') || 'there is none'}`,
          got: `${odd[0]} = ${JSON.stringify(odd[1])}`,
          hint: 'an option that shapes the program takes its value where the program is made',
          code: 2,
        }),
      )
}
