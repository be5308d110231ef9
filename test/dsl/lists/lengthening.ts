import {
  bottomUp,
  fresh,
  type HandlerProgram,
  type Kind,
  type MethodProgram,
  mentionsOf,
  rebuild,
  type Syntax,
} from '../../../src/dsl/index.ts'

const numbers: Kind = { _tag: 'List', names: [], elements: [{ _tag: 'Scalar' }] }
const one: Syntax = { _tag: 'Literal', value: 1 }

/** The same node; a loop carries one list more, which gains a number in every turn and which nobody reads. */
const lengthened = (s: Syntax): Syntax => {
  const more = fresh('more', numbers)
  if (s._tag === 'Along') return { ...s, bound: [...s.bound, more] }
  if (s._tag !== 'Loop') return s
  return {
    ...s,
    bound: [...s.bound, more],
    initial: [...s.initial, { _tag: 'EmptyList', names: [], elements: [one] }],
    next: [...s.next, { _tag: 'Append', list: more, values: [one] }],
  }
}

const handlerWith = (handler: HandlerProgram): HandlerProgram => {
  const made = new Map<Syntax, Syntax>()
  for (const s of bottomUp(Object.values(handler.updates), mentionsOf))
    made.set(s, lengthened(rebuild(s, (term) => made.get(term)!)))
  const updates = Object.fromEntries(Object.entries(handler.updates).map(([slot, s]) => [slot, made.get(s)!]))
  return { ...handler, updates }
}

/** A program that means the same, with no loop left to a device: every one of its loops carries a list that changes its length. */
export const unrolled = (program: MethodProgram): MethodProgram => ({
  ...program,
  handlers: Object.fromEntries(
    Object.entries(program.handlers).map(([name, handler]) => [name, handler && handlerWith(handler)]),
  ),
})
