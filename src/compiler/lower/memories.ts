import { ofMemory, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import type { Context } from './context.ts'
import type { Origin } from './origins.ts'
import { internal } from './refusal.ts'

type Beginning = SyntaxOf<'Ring' | 'Reservoir'> | Extract<Origin, { _tag: 'Slot' }>

/** The slot or the empty memory that a memory has come from: examples are pushed, its size stays. */
export const sourceOf = (c: Context, memory: Syntax): Beginning => {
  const none = (got: string): never => internal('a memory is due', got)
  return ofMemory<Beginning>({
    Variable: (s) => {
      const origin = c.origins.get(s)
      if (origin?._tag === 'Carried') return sourceOf(c, origin.loop.initial[origin.position]!)
      return origin?._tag === 'Slot' ? origin : none(s.name)
    },
    Reservoir: (s) => s,
    Ring: (s) => s,
    Push: (s) => sourceOf(c, s.memory),
    ReplaceAt: (s) => sourceOf(c, s.memory),
    Chosen: (s, position) => sourceOf(c, s.then[position]!),
    Carried: (loop, position) => sourceOf(c, loop.initial[position]!),
    Defined: (as) => sourceOf(c, as),
    Other: ({ _tag }) => none(_tag),
  })(memory)
}

/** Pushing examples of the present task adds no past one, so a memory has as many as the slot that it came from; one made here, none. */
export const pastTasksOf = (c: Context, s: Syntax): number => {
  const source = sourceOf(c, s)
  return source._tag === 'Slot' ? source.pastTasks : 0
}

/** How many of these there really are, where the memory was taken to be of more. */
export const pastTasksThere = (c: Context, s: Syntax): Node | undefined => {
  const source = sourceOf(c, s)
  return source._tag === 'Slot' ? c.pastTasks.get(source.slot) : undefined
}

/** Whether a memory holds what has the largest scores. */
export const isScored = (c: Context, s: Syntax): boolean => {
  const source = sourceOf(c, s)
  return source._tag !== 'Ring' && source.scored === true
}

/** Whether a memory keeps examples of each task by themselves. */
export const isOfTasks = (c: Context, s: Syntax): boolean => {
  const source = sourceOf(c, s)
  return source._tag === 'Ring' || (source._tag === 'Slot' && source.ofTasks)
}

export const capacityOf = (c: Context, s: Syntax): number => sourceOf(c, s).capacity

/** How many examples of a memory there are at most to be read: of one that keeps some of each task, those of past tasks. */
export const roomOf = (c: Context, s: Syntax): number => {
  const source = sourceOf(c, s)
  if (source._tag === 'Ring') return 0
  return source._tag === 'Slot' && source.ofTasks ? source.capacity * source.pastTasks : source.capacity
}
