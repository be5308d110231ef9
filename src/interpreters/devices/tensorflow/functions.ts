import { threadId } from 'node:worker_threads'
import type { Binding } from './binding.ts'
import { bytesOf, type FunctionDefinition } from './messages.ts'

/** The functions that an addon knows by name. */
export interface Functions {
  /** A name that no function in the process has, of this thread or another. */
  readonly fresh: () => string
  /** Makes functions known for as long as `owner` is in memory. */
  readonly register: (definitions: readonly FunctionDefinition[], owner: object) => void
  /** How many are known now. */
  readonly count: () => number
}

let named = 0

interface Registered {
  readonly names: readonly string[]
  readonly remove: (names: readonly string[]) => void
}

/** Not a part of what it cleans up after: it outlives devices. */
const forgotten = new FinalizationRegistry<Registered>(({ names, remove }) => remove(names))

export const functions = (binding: Binding): Functions => {
  let count = 0
  const remove = (names: readonly string[]): void => {
    for (const name of names) binding.removeFunction?.(name)
    count -= names.length
  }
  return {
    fresh: () => {
      named += 1
      return `retain_${threadId}_${named}`
    },
    register: (definitions, owner) => {
      const names: string[] = []
      try {
        for (const definition of definitions) {
          binding.addFunction(bytesOf(definition))
          count += 1
          names.push(definition.signature.name)
        }
      } catch (error) {
        remove(names)
        throw error
      }
      forgotten.register(owner, { names, remove })
    },
    count: () => count,
  }
}
