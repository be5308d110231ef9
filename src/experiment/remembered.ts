import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import { type Example, examplesOf, type MemoryValue, type Snapshot } from '../compiler/index.ts'
import { readBatch, type StreamPlace, withHead } from '../data/index.ts'
import { type Fault, fault } from '../fault.ts'
import type { NamedTensor } from '../formats/index.ts'
import { passOf, type Stream } from '../streams/index.ts'

/** Where a stream gives examples again, and how they are shown. */
export interface Shown {
  readonly stream: Stream
  readonly heads?: 'single' | 'task' | undefined
}

/** The examples of a stream with these sources, all of one task and pass. */
const again = ({ stream, heads }: Shown, sources: readonly StreamPlace[]): E.Either<Fault, readonly Example[]> => {
  const [{ task: number, pass } = { task: 0, pass: 0 }] = sources
  const task = stream.tasks[number]
  if (task === undefined)
    return E.left(fault({ where: 'checkpoint', rule: 'a task must be one of the stream', got: `${number + 1}` }))
  return pipe(
    pass < 0 ? E.right(task.train) : passOf(task, stream.seed, pass),
    E.chain((examples) =>
      readBatch(
        examples,
        sources.map(({ index }) => index),
        task.index,
      ),
    ),
    E.map((batch) => examplesOf(heads === 'task' ? withHead(task.classes)(batch) : batch)),
  )
}

/** So many are read at a time, so that they need little room beside those that are remembered. */
const chunk = 200

type Found<A> = readonly (readonly [A, Example])[]

/** What a stream gives for sources, read together where they are of one task and pass; a `Left` for those that it can't give. */
const together = <A extends { readonly source: StreamPlace }>(
  shown: Shown,
  all: readonly A[],
): readonly E.Either<Fault, Found<A>>[] => {
  const groups = pipe(
    [...all],
    NEA.groupBy(({ source: { task, pass } }) => `${task} ${pass}`),
  )
  const chunks = Object.values(groups).flatMap(NEA.chunksOf(chunk))
  return chunks.map((some) =>
    pipe(
      again(
        shown,
        some.map(({ source }) => source),
      ),
      E.map((examples) => some.map((one, i) => [one, examples[i]!] as const)),
    ),
  )
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)

const sameBits = (a: Float32Array | undefined, b: Float32Array | undefined): boolean =>
  a === undefined || b === undefined ? a === b : bytesOf(a).equals(bytesOf(b))

const parts: readonly string[] = ['input', 'target', 'task', 'heads', 'source'] satisfies readonly (keyof Example)[]

/** What is known of an example that was looked at: whether the stream gives it again, to the bit. */
const known = new WeakMap<Example, boolean>()

/** So many examples are read again at each checkpoint: to look at all of a large memory would take longer than to train. */
const looks = 64

type Placed = Example & { readonly source: StreamPlace }

const isPlaced = (one: Example): one is Placed =>
  one.source !== undefined && Object.keys(one).every((name) => parts.includes(name))

/** Looks at the first examples that nobody has looked at. */
const looked = (shown: Shown, examples: readonly Example[]): void => {
  const unseen: Placed[] = []
  for (const one of examples) {
    if (unseen.length === looks) break
    if (isPlaced(one) && !known.has(one)) unseen.push(one)
  }
  const found = new Map(together(shown, unseen).flatMap((some) => (E.isRight(some) ? some.right : [])))
  for (const one of unseen) {
    const read = found.get(one)
    known.set(
      one,
      read !== undefined &&
        sameBits(one.input, read.input) &&
        sameBits(one.target, read.target) &&
        sameBits(one.heads, read.heads),
    )
  }
}

/** Whether a stream gives an example again. Where it was not so of one that was looked at, no other is trusted unseen. */
const givenAmong = (shown: Shown, examples: readonly Example[]): ((one: Example) => one is Placed) => {
  looked(shown, examples)
  const trusting = examples.every((one) => known.get(one) !== false)
  return (one): one is Placed => known.get(one) ?? (trusting && isPlaced(one))
}

/** The lists of examples that a memory has: one, or one a task. */
const listsOf = (memory: MemoryValue): readonly (readonly Example[])[] =>
  memory._tag === 'Reservoir' ? [memory.slots] : memory.tasks.map(({ slots }) => slots)

const withLists = (memory: MemoryValue, lists: readonly (readonly Example[])[]): MemoryValue =>
  memory._tag === 'Reservoir'
    ? { ...memory, slots: lists[0]! }
    : { ...memory, tasks: memory.tasks.map((one, i) => ({ ...one, slots: lists[i]! })) }

/** A state whose memories do not know where their examples come from: what lasts of a learner may be of no stream that comes. */
export const withoutPlaces = (snapshot: Snapshot): Snapshot =>
  replaced(
    snapshot,
    new Map(
      memoriesIn(snapshot).map(([name, memory]) => [
        name,
        withLists(
          memory,
          listsOf(memory).map((list) => list.map(({ source: _, ...one }) => one)),
        ),
      ]),
    ),
  )

const nameOf = (slot: string): string => `${slot}/sources`

/** List, place in it, task, pass and number in the stream, and the task that the method takes it for. */
const columns = 6

/** A snapshot without the examples that the stream gives again, and of each of those where it is there. */
export interface Sourced {
  readonly rest: Snapshot
  readonly sources: readonly NamedTensor[]
}

const memoriesIn = (snapshot: Snapshot): readonly (readonly [string, MemoryValue])[] =>
  Object.entries(snapshot).flatMap(([name, slot]) => (slot._tag === 'Memory' ? [[name, slot.value] as const] : []))

const replaced = (snapshot: Snapshot, memories: ReadonlyMap<string, MemoryValue>): Snapshot =>
  Object.fromEntries(
    Object.entries(snapshot).map(([name, slot]) => {
      const value = memories.get(name)
      return [name, slot._tag === 'Memory' && value !== undefined ? { ...slot, value } : slot]
    }),
  )

/**
 * Takes out of the memories of a state what the stream gives again.
 *
 * @law withSources ∘ withoutGiven = identity, to the bit
 */
export const withoutGiven =
  (shown: Shown) =>
  (snapshot: Snapshot): Sourced => {
    const all = memoriesIn(snapshot).map(([name, memory]) => {
      const lists = listsOf(memory)
      const isGiven = givenAmong(shown, lists.flat())
      const rows: number[] = []
      const rest = lists.map((list, l) =>
        list.filter((one, at) => {
          if (!isGiven(one)) return true
          const { source, task } = one
          rows.push(l, at, source.task, source.pass, source.index, task)
          return false
        }),
      )
      return { name, memory: withLists(memory, rest), rows }
    })
    return {
      rest: replaced(snapshot, new Map(all.map(({ name, memory }) => [name, memory]))),
      sources: all.flatMap(({ name, rows }) =>
        rows.length === 0
          ? []
          : [{ name: nameOf(name), shape: [rows.length / columns, columns], values: Int32Array.from(rows) }],
      ),
    }
  }

interface Row {
  readonly list: number
  readonly at: number
  readonly source: StreamPlace
  readonly task: number
}

const rowsOf = ({ values }: NamedTensor): readonly Row[] =>
  Array.from({ length: values.length / columns }, (_, i) => {
    const [list = 0, at = 0, task = 0, pass = 0, index = 0, as = 0] = values.subarray(i * columns, (i + 1) * columns)
    return { list, at, source: { task, pass, index }, task: as }
  })

/** A list with more examples, each at its place. */
const filled = (rest: readonly Example[], placed: ReadonlyMap<number, Example>): readonly Example[] => {
  const others = rest.values()
  return Array.from({ length: rest.length + placed.size }, (_, at) => placed.get(at) ?? others.next().value!)
}

/** Puts back what the stream gives: see `withoutGiven`. */
export const withSources =
  (shown: Shown) =>
  ({ rest, sources }: Sourced): E.Either<Fault, Snapshot> =>
    pipe(
      memoriesIn(rest),
      E.traverseArray(([name, memory]) => {
        const tensor = sources.find((one) => one.name === nameOf(name))
        const rows = tensor === undefined ? [] : rowsOf(tensor)
        return pipe(
          E.sequenceArray(together(shown, rows)),
          E.map((all) => {
            const found = new Map(all.flat())
            const lists = listsOf(memory).map((list, l) =>
              filled(
                list,
                new Map(
                  rows.flatMap((row) =>
                    row.list === l
                      ? [[row.at, { ...found.get(row)!, task: row.task, source: row.source }] as const]
                      : [],
                  ),
                ),
              ),
            )
            return [name, withLists(memory, lists)] as const
          }),
        )
      }),
      E.map((memories) => replaced(rest, new Map(memories))),
    )
