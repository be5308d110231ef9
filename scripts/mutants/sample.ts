import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { child, key, permutation } from '../../src/random/index.ts'
import { type Change, changesOf } from './changes.ts'

/** A fault drawn at random. */
export interface RandomMutant extends Change {
  readonly file: string
  /** The number of its first line. */
  readonly line: number
  /** The lines it stands in, as they are and as it makes them, without indentation. */
  readonly before: string
  readonly after: string
}

const flat = (text: string): string => text.split(/\s+/).filter(Boolean).join(' ')

const placed = (file: string, code: string, change: Change): RandomMutant => {
  const from = code.lastIndexOf('\n', change.start - 1) + 1
  const end = code.indexOf('\n', change.end)
  const to = end === -1 ? code.length : end
  return {
    file,
    line: code.slice(0, change.start).split('\n').length,
    before: flat(code.slice(from, to)),
    after: flat(code.slice(from, change.start) + change.to + code.slice(change.end, to)),
    ...change,
  }
}

/** The source with the fault in it. */
export const made = ({ start, end, to }: Change, code: string): string => code.slice(0, start) + to + code.slice(end)

/**
 * Mutants of sources in an order that a seed decides, each kind of fault as often as any other while it lasts: fewer of them are
 * the first of more.
 */
export const sampled = (
  root: string,
  files: readonly string[],
  seed: number,
  count: number,
): readonly RandomMutant[] => {
  const everything = files.flatMap((file) => {
    const code = readFileSync(join(root, file), 'utf8')
    return changesOf(code).map((change) => placed(file, code, change))
  })
  const kinds = [...new Set(everything.map(({ kind }) => kind))].sort()
  const shuffled = kinds.map((kind) => {
    const ofKind = everything.filter((mutant) => mutant.kind === kind)
    return [...permutation(child(key(seed), kind), ofKind.length)].map((i) => ofKind[i]!)
  })
  const rounds = Math.max(0, ...shuffled.map((list) => list.length))
  return Array.from({ length: rounds }, (_, round) => shuffled.flatMap((list) => list[round] ?? []))
    .flat()
    .slice(0, count)
}
