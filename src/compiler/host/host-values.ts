import { type HostBatch, lengthOf } from '../../data/index.ts'
import { isRandom, ofBatch, ofMemory, partSize, type Syntax, type SyntaxOf, type Variable } from '../../dsl/index.ts'
import { halvesOf, sizeOf } from '../../ir/index.ts'
import { initialise, type Layout, type Network } from '../../networks/index.ts'
import { child, integers, type Key, permutation, uniforms } from '../../random/index.ts'
import type { Origin } from '../lower/origins.ts'
import type { Asked } from '../lower/question.ts'
import type { RunPlace } from '../lower/runs.ts'
import { enterScored, replacedAt } from './decided.ts'
import type { Example } from './example.ts'
import {
  examplesAmong,
  type HostRows,
  joined,
  picked,
  rowsOf,
  rowsOfExamples,
  sideOf,
  stretch,
  writeRows,
} from './host-rows.ts'
import {
  drawn,
  type Entered,
  emptyReservoir,
  emptyRing,
  entered,
  type MemoryValue,
  pastTasks,
  readable,
  room,
} from './memory.ts'

/** What the host knows at an event. */
export interface HostEvent {
  /** (seed, task, event, batch): every draw's key continues it by its place in the program and the iteration. */
  readonly key: Key
  readonly task: number
  /** The batches that it comes with, by name. */
  readonly batches: Readonly<Record<string, HostBatch>>
  /** What examples are like, for batches that are made of none. */
  readonly like: Pick<HostBatch, 'inputShape' | 'classes' | 'task'>
  readonly memories: Readonly<Record<string, MemoryValue>>
}

/** The static side: where variables come from, which counters a term depends on, the places of random nodes. */
export interface HostProgram {
  readonly origins: ReadonlyMap<Variable, Origin>
  readonly counters: (s: Syntax) => ReadonlySet<Variable>
  readonly places: ReadonlyMap<Syntax, number>
  /** How often each loop runs that carries a memory. */
  readonly times: ReadonlyMap<Syntax, number>
}

/** What places of memories are named for. */
type Placed = SyntaxOf<'Draw' | 'Push' | 'ReplaceAt' | 'Shuffle'>

/** What loop counters are at the moment. */
export type At = ReadonlyMap<Variable, number>

/** The host's half of an event: the examples and memories that terms stand for at given values of the loop counters. */
export interface HostValues {
  readonly rows: (s: Syntax, at: At) => HostRows
  readonly memory: (s: Syntax, at: At) => MemoryValue
  readonly uniforms: (s: Syntax, at: At, size: number) => Float64Array
  /** Where a shuffle put an example. */
  readonly place: (s: SyntaxOf<'Place'>, at: At) => number
  /** Numbers of places: see `Feed`. */
  readonly places: (s: Placed, at: At, size: number) => ArrayLike<number>
  /** What it says in the middle of an event, told some numbers. */
  readonly answer: (asked: Asked, told: readonly ArrayLike<number>[]) => ArrayLike<number>
  /** Tensors of a network as it starts. */
  readonly start: (s: Syntax, at: At, network: Network, layout: Layout) => readonly Float32Array[]
  /** Whole numbers below a bound. */
  readonly below: (s: Syntax, at: At, size: number, bound: number) => Int32Array
  /** The words of the key of a draw, in halves. */
  readonly key: (s: Syntax, at: At) => readonly number[]
  /** Those of the key of a run of the network. */
  readonly runKey: (run: RunPlace, at: At) => readonly number[]
}

export const hostValues = (program: HostProgram, event: HostEvent): HostValues => {
  const batches = new Map<Syntax, Map<string, HostRows>>()
  const memories = new Map<Syntax, Map<string, MemoryValue>>()
  const keyAt = (s: Syntax & { readonly iterations: readonly Variable[] }, at: At): Key =>
    child(event.key, program.places.get(s) ?? 0, ...s.iterations.map((v) => at.get(v) ?? 0))
  const settingOf = (s: Syntax, at: At): string => {
    const counters = program.counters(s)
    return counters.size === 0 ? '' : [...counters].map((v) => at.get(v) ?? '').join(',')
  }
  const isKnown = (store: ReadonlyMap<Syntax, ReadonlyMap<string, unknown>>, s: Syntax, at: At): boolean =>
    store.get(s)?.has(settingOf(s, at)) === true
  /** One value for each setting of the counters that a term depends on: a draw used twice is one draw. */
  const once = <A>(store: Map<Syntax, Map<string, A>>, s: Syntax, at: At, make: () => A): A => {
    const own = store.get(s) ?? new Map<string, A>()
    store.set(s, own)
    const setting = settingOf(s, at)
    const known = own.get(setting)
    if (known !== undefined) return known
    const made = make()
    own.set(setting, made)
    return made
  }
  const setTo = (at: At, counter: Variable, value: number): At => new Map([...at, [counter, value]])
  const internal = (what: string): never => {
    throw new Error(`internal: ${what} has no value on the host`)
  }

  /** The rows of a batch in the order that a shuffle puts them in. */
  const orderOf = (s: SyntaxOf<'Shuffle'>, at: At): ArrayLike<number> =>
    permutation(keyAt(s, at), rows(s.batch, at).weights.length)

  /** The places of a memory that a draw reads. */
  const drawnBy = (s: SyntaxOf<'Draw'>, at: At): readonly number[] =>
    drawn(readableIn(s.memory, at).length, s.count, s.replacement, keyAt(s, at))

  const read = new Map<MemoryValue, readonly Example[]>()
  /** The examples that a draw from a memory may give, found once. */
  const readableIn = (s: Syntax, at: At): readonly Example[] => {
    const of = memory(s, at)
    const known = read.get(of) ?? readable(of, event.task)
    read.set(of, known)
    return known
  }

  const rows = (s: Syntax, at: At): HostRows => once(batches, s, at, () => makeRows(s, at))
  const makeRows = (s: Syntax, at: At): HostRows =>
    ofBatch<HostRows>({
      Variable: (variable) => {
        const origin = program.origins.get(variable)
        if (origin?._tag === 'Event') return rowsOf(event.batches[origin.batch] ?? internal(variable.name))
        if (origin?._tag === 'Sample') {
          const whole = rows(origin.batch, at)
          const size =
            whole.episode === undefined ? partSize(whole.weights.length, origin.size) : lengthOf(whole.episode)
          return stretch(whole, (at.get(origin.index) ?? 0) * size, size, event.like)
        }
        if (origin?._tag !== 'PastTask') return internal(variable.name)
        const past = memory(origin.over, at)
        const each = pastTasks(past, event.task)
        // The first stands for those that are not there, where a memory is taken to be of more.
        return rowsOfExamples(each[at.get(origin.index) ?? 0] ?? each[0] ?? [], past.capacity, event.like)
      },
      Join: ({ first, second }) => joined(rows(first, at), rows(second, at)),
      Take: ({ batch, from, size }) => stretch(rows(batch, at), from, size, event.like),
      Side: ({ episodes, side }) => sideOf(rows(episodes, at), side),
      Shuffle: (shuffle) => picked(rows(shuffle.batch, at), orderOf(shuffle, at)),
      Draw: (draw) => {
        const held = readableIn(draw.memory, at)
        return rowsOfExamples(
          drawnBy(draw, at).map((place) => held[place]!),
          draw.count,
          event.like,
        )
      },
      All: (all) => rowsOfExamples(readableIn(all.memory, at), room(memory(all.memory, at), event.task), event.like),
      Relabel: ({ _tag }) => internal(_tag),
      SoftLabels: ({ _tag }) => internal(_tag),
      WithField: (of) => rows(of.batch, at),
      EveryLabel: ({ _tag }) => internal(_tag),
      Defined: (as) => rows(as, at),
      Other: ({ _tag }) => internal(_tag),
    })(s)

  /** A memory that a loop carries, after so many iterations: made from the first on, so that long loops need no deep stack. */
  const carried = (loop: SyntaxOf<'Loop'>, position: number, iterations: number, at: At): MemoryValue => {
    const next = loop.next[position]!
    const after = (iteration: number): At => setTo(at, loop.index, iteration)
    let made = iterations
    while (made > 0 && !isKnown(memories, next, after(made - 1))) made -= 1
    let value = made === 0 ? memory(loop.initial[position]!, at) : memory(next, after(made - 1))
    for (; made < iterations; made += 1) value = memory(next, after(made))
    return value
  }
  const pushes = new Map<Syntax, Map<string, Entered>>()
  /** The numbers that decide what a memory comes to, as far as they were told. */
  const decisions = new Map<Syntax, Map<string, readonly ArrayLike<number>[]>>()
  const decidedAt = (s: Syntax, at: At): readonly ArrayLike<number>[] => decisions.get(s)?.get(settingOf(s, at)) ?? []
  const pushedAt = (s: SyntaxOf<'Push' | 'ReplaceAt'>, at: At): Entered =>
    once(pushes, s, at, () => {
      const before = memory(s.memory, at)
      if (s._tag === 'Push' && !(before._tag === 'Reservoir' && before.scored === true))
        return entered(before, rows(s.batch, at), keyAt(s, at))
      if (before._tag !== 'Reservoir') return internal('a place of a ring')
      const { slots, capacity, perClass } = before
      const told = decidedAt(s, at)
      if (s._tag === 'ReplaceAt') {
        const [place, accept] = [told[0]?.[0] ?? 0, told[1]?.[0] === 1]
        const [entry] = examplesAmong(rows(s.entry, at))
        const after = replacedAt(slots, capacity, { place, accept }, entry)
        return { memory: { ...before, seen: before.seen + 1, slots: after.slots }, from: after.from }
      }
      const [fresh = [], scores = []] = told
      const examples = examplesAmong(rows(s.batch, at))
      const after = enterScored({ slots, scores }, capacity, perClass, examples, (row) => fresh[row] ?? 0)
      return { memory: { ...before, seen: before.seen + examples.length, slots: after.slots }, from: after.from }
    })
  const memory = (s: Syntax, at: At): MemoryValue => once(memories, s, at, () => makeMemory(s, at))
  const makeMemory = (s: Syntax, at: At): MemoryValue =>
    ofMemory<MemoryValue>({
      Variable: (variable) => {
        const origin = program.origins.get(variable)
        if (origin?._tag === 'Slot') return event.memories[origin.slot] ?? internal(variable.name)
        if (origin?._tag !== 'Carried') return internal(variable.name)
        const iteration = at.get(origin.loop.index) ?? 0
        return carried(origin.loop, origin.position, origin.when === 'after' ? iteration + 1 : iteration, at)
      },
      Reservoir: (s) => emptyReservoir(s.capacity, s.inclusive, s),
      Ring: ({ capacity }) => emptyRing(capacity),
      Push: (push) => pushedAt(push, at).memory,
      ReplaceAt: (one) => pushedAt(one, at).memory,
      Chosen: (choice, position) =>
        memory((decidedAt(choice, at)[0]?.[0] === 1 ? choice.then : choice.otherwise)[position]!, at),
      Carried: (loop, position) => carried(loop, position, program.times.get(loop) ?? internal(loop._tag), at),
      Defined: (as) => memory(as, at),
      Other: ({ _tag }) => internal(_tag),
    })(s)
  const places = (s: Placed, at: At, size: number): ArrayLike<number> => {
    if (s._tag === 'Shuffle') return orderOf(s, at)
    if (s._tag === 'Draw') {
      const places = drawnBy(s, at)
      return Array.from({ length: size }, (_, i) => places[i] ?? 0)
    }
    // The rows of the batch come after what the places have.
    const { from } = pushedAt(s, at)
    return Array.from({ length: size }, (_, place) => (from.has(place) ? size + from.get(place)! : place))
  }
  return {
    rows,
    memory,
    uniforms: (s, at, size) => (isRandom(s) ? uniforms(keyAt(s, at), size) : internal(s._tag)),
    places,
    answer: ({ term, part, deciding, along, counters, fixed, shape }, told) => {
      const indices = told.slice(told.length - counters.length)
      const at: At = new Map([...fixed, ...counters.map((counter, i) => [counter, indices[i]![0]!] as const)])
      if (deciding > 0) {
        const known = decisions.get(term) ?? new Map<string, readonly ArrayLike<number>[]>()
        decisions.set(term, known)
        const about = told.slice(0, deciding)
        if (along === undefined) known.set(settingOf(term, at), about)
        else
          for (let turn = 0; turn < about[0]!.length; turn += 1)
            known.set(
              settingOf(term, setTo(at, along, turn)),
              about.map((values) => [values[turn]!]),
            )
      }
      // Told of all turns of a loop it says nothing: what they came to is known there.
      if (along !== undefined) return new Float64Array(shape[0] ?? 0)
      if (part !== 'places') {
        const values = new Float32Array(sizeOf(shape))
        writeRows(rows(term, at), part, values, 0)
        return values
      }
      const [size = 0] = shape
      if (term._tag !== 'When') return places(term as Placed, at, size)
      const from = told[0]![0] === 1 ? 0 : size
      return Array.from({ length: size }, (_, place) => from + place)
    },
    place: ({ shuffle, example }, at) =>
      shuffle._tag === 'Shuffle' ? Array.from(orderOf(shuffle, at)).indexOf(example) : internal(shuffle._tag),
    start: (s, at, network, layout) => (isRandom(s) ? initialise(network, layout, keyAt(s, at)) : internal(s._tag)),
    below: (s, at, size, bound) => (isRandom(s) ? integers(keyAt(s, at), size, bound) : internal(s._tag)),
    key: (s, at) => (isRandom(s) ? keyAt(s, at).lanes.flatMap(halvesOf) : internal(s._tag)),
    runKey: ({ place, counters }, at) =>
      child(event.key, 'run', place, ...counters.map((v) => at.get(v) ?? 0)).lanes.flatMap(halvesOf),
  }
}
