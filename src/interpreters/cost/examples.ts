import { batchesOf, countersOf, type Origin, originsOf } from '../../compiler/index.ts'
import {
  type Binder,
  freeVariables,
  inductive,
  kindOf,
  limits,
  ofBatch,
  ofBinder,
  ofMemory,
  partSize,
  partsOf,
  type Syntax,
  scopesRun,
  turnsIn,
  type Variable,
} from '../../dsl/index.ts'
import type { Extent } from './extents.ts'
import { filledUp, joined, noRows, type Rows, repeated, shuffled, taken, thereIn } from './rows.ts'

/** What an event comes with, as far as numbers of examples depend on it. */
export interface Occasion {
  /** How many examples its batches have, and how many episodes there are, by the variables that stand for them. */
  readonly examples: ReadonlyMap<Variable, number>
  /** How many examples an episode has on each side. */
  readonly sides: Readonly<Record<string, number>>
  /** How far the slots reach, by the variables that stand for them. */
  readonly slots: ReadonlyMap<Variable, Extent>
  /** How many outputs the network has. */
  readonly outputs: number
}

type At = ReadonlyMap<Variable, number>

interface Reach {
  readonly tasks: number
  readonly capacity: number
}

const nothing: Extent = { _tag: 'Reservoir', capacity: 0, held: 0 }

/** So many settings of loop counters, and turns of loops that fill a memory, are looked at in an event. */
const most = 100_000

/**
 * How many examples the batches of an event have. A draw from a memory gives as many as there are: what the memory held before the
 * event, and what the event itself pushed into it so far, turn by turn of its loops. Keys decide which examples are pushed and drawn,
 * never how many; only where a part is taken of a shuffled batch that is not full they would, and examples are taken to come first. Past
 * the settings that are looked at, all rows of a batch count, and a memory stays as it was.
 *
 * @param binders which term binds each variable
 */
export const examplesOf = (
  roots: readonly Syntax[],
  binders: ReadonlyMap<Variable, Binder>,
  { examples, sides, slots, outputs }: Occasion,
) => {
  const origins = originsOf(roots, [])
  const countersIn = countersOf(roots, origins)
  let left = most

  /** Of a list that a loop carries, how long it is on average over the turns. */
  const averageOf = (lengths: readonly (readonly number[])[], position: number): number =>
    lengths.reduce((sum, one) => sum + one[position]!, 0) / Math.max(1, lengths.length)
  const turns = turnsIn(
    {
      freeIn: freeVariables(scopesRun),
      rowsOf: (batch) => countOf(batch),
      lengthOf: (s) => {
        const binder = s._tag === 'Variable' ? binders.get(s) : undefined
        if (s._tag !== 'Variable' || s.kind._tag !== 'List') return reachOf(s).tasks
        const slot = slots.get(s)
        if (binder === undefined) return slot?._tag === 'List' ? slot.tasks : 0
        if (binder._tag === 'Loop' || binder._tag === 'Fold')
          return averageOf(turns.lengthsBefore(binder), binder.bound.indexOf(s))
        return binder._tag === 'Along' && binder.loop._tag === 'Loop'
          ? averageOf(turns.lengthsAfter(binder.loop), binder.bound.indexOf(s))
          : 0
      },
    },
    limits.unrolled,
  )

  /** How many past tasks a list or a memory has, and for how many examples it has room. */
  const reachOf = (of: Syntax): Reach =>
    kindOf(of)._tag === 'List' ? { tasks: turns.lengthOf(of), capacity: 0 } : reachOfMemory(of)
  const reachOfMemory: (of: Syntax) => Reach = ofMemory<Reach>({
    Variable: (s) => {
      const binder = binders.get(s)
      const position = binder?._tag === 'Loop' ? binder.bound.indexOf(s) : -1
      if (binder?._tag === 'Loop' && position >= 0) return reachOf(binder.initial[position]!)
      const slot = slots.get(s) ?? nothing
      return slot._tag === 'List'
        ? { tasks: 0, capacity: 0 }
        : { tasks: slot._tag === 'Ring' ? slot.past.length : 0, capacity: slot.capacity }
    },
    Reservoir: ({ capacity }) => ({ tasks: 0, capacity }),
    Ring: ({ capacity }) => ({ tasks: 0, capacity }),
    Push: ({ memory }) => reachOf(memory),
    ReplaceAt: ({ memory }) => reachOf(memory),
    Chosen: ({ then }, position) => reachOf(then[position]!),
    Carried: (loop, position) => reachOf(loop.initial[position]!),
    Defined: (as) => reachOf(as),
    Other: () => ({ tasks: 0, capacity: 0 }),
  })

  const partsOfBatch = batchesOf(origins)

  /** The loop counters on which it depends how many examples there are. */
  const decidedBy: (s: Syntax) => ReadonlySet<Variable> = inductive(partsOfBatch, (s) => {
    const below = new Set(partsOfBatch(s).flatMap((one) => [...decidedBy(one)]))
    if (s._tag === 'Draw' || s._tag === 'All') return countersIn(s.memory)
    const origin = s._tag === 'Variable' ? origins.get(s) : undefined
    if (origin?._tag === 'PastTask') return new Set([origin.index, ...countersIn(origin.over)])
    return origin?._tag === 'Sample' ? below.add(origin.index) : below
  })

  const rowsAt = (at: At): ((s: Syntax) => Rows) => {
    const all = ({ batch }: { readonly batch: Syntax }): Rows => rows(batch)
    const rows: (s: Syntax) => Rows = inductive(
      partsOfBatch,
      ofBatch<Rows>({
        Variable: (s) => {
          const origin = origins.get(s)
          if (origin?._tag === 'Sample') {
            const whole = rows(origin.batch)
            const size = partSize(whole.count, origin.size)
            return taken(whole, size * (at.get(origin.index) ?? 0), size)
          }
          const given = examples.get(s)
          if (given !== undefined) return filledUp(given, given)
          if (origin?._tag !== 'PastTask') return noRows
          const memory = memoryAt(origin.over, at)
          const past = memory._tag === 'Ring' ? memory.past : []
          return filledUp(reachOf(origin.over).capacity, past[at.get(origin.index) ?? 0] ?? 0)
        },
        Join: ({ first, second }) => joined(rows(first), rows(second)),
        Take: (s) => taken(rows(s.batch), s.from, s.size),
        Shuffle: ({ batch }) => shuffled(rows(batch)),
        Side: ({ episodes, side }) => repeated(rows(episodes), sides[side] ?? 0),
        Draw: (s) => {
          const memory = memoryAt(s.memory, at)
          const readable =
            memory._tag === 'Reservoir'
              ? memory.held
              : memory._tag === 'Ring'
                ? memory.past.reduce((a, b) => a + b, 0)
                : 0
          return filledUp(s.count, s.replacement ? s.count * Math.min(1, readable) : readable)
        },
        All: (s) => {
          const [{ tasks, capacity }, memory] = [reachOf(s.memory), memoryAt(s.memory, at)]
          return memory._tag === 'Ring'
            ? filledUp(
                tasks * capacity,
                memory.past.reduce((a, b) => a + b, 0),
              )
            : filledUp(capacity, memory._tag === 'Reservoir' ? memory.held : 0)
        },
        Relabel: all,
        SoftLabels: all,
        WithField: all,
        EveryLabel: ({ batch }) => repeated(rows(batch), outputs),
        Defined: (as) => rows(as),
        Other: () => noRows,
      }),
    )
    return rows
  }

  const timesOf: (binder: Binder) => number = ofBinder<number>({
    Gradient: () => 1,
    Loop: ({ times }) => (typeof times === 'number' ? times : partsOf(countOf(times.samplesOf), times.size)),
    Along: ({ loop }) => (loop._tag === 'Loop' ? timesOf(loop) : 1),
    Expectation: ({ batch, size }) => partsOf(countOf(batch), size),
    MapTasks: ({ over }) => reachOf(over).tasks,
    Fold: ({ over }) => reachOf(over).tasks,
  })

  /** Memories that loops carry, at the turns and other counters that they were seen at. */
  const carried = new Map<string, Extent>()
  const memoryAt = (of: Syntax, at: At): Extent => {
    const pushes: Syntax[] = []
    const filled = (base: Extent): Extent => {
      if (base._tag !== 'Reservoir' || pushes.length === 0) return base
      const rows = rowsAt(at)
      const seen = pushes.reduce((sum, batch) => sum + thereIn(rows(batch)), base.held)
      return { ...base, held: Math.min(base.capacity, seen) }
    }
    const begun: (s: Syntax) => Extent = ofMemory<Extent>({
      Variable: (s) => {
        const origin = origins.get(s)
        return origin?._tag === 'Carried' ? atTurn(s, origin, at) : (slots.get(s) ?? nothing)
      },
      Reservoir: ({ capacity }) => ({ _tag: 'Reservoir', capacity, held: 0 }),
      Ring: ({ capacity }) => ({ _tag: 'Ring', capacity, past: [] }),
      ReplaceAt: ({ memory, entry }) => {
        pushes.push(entry)
        return begun(memory)
      },
      Chosen: ({ then }, position) => begun(then[position]!),
      Push: ({ memory, batch }) => {
        pushes.push(batch)
        return begun(memory)
      },
      Carried: (loop, position) => {
        const times = Math.min(most, timesOf(loop))
        return times === 0
          ? memoryAt(loop.initial[position]!, at)
          : memoryAt(loop.next[position]!, new Map([...at, [loop.index, times - 1]]))
      },
      Defined: (as) => begun(as),
      Other: () => nothing,
    })
    return filled(begun(of))
  }

  /** What a loop carries into a turn: from the last turn before it that was seen, turn by turn. */
  const atTurn = (
    variable: Variable,
    { loop, position, when }: Extract<Origin, { readonly _tag: 'Carried' }>,
    at: At,
  ): Extent => {
    if (when === 'after') return memoryAt(loop.next[position]!, at)
    const turn = Math.min(most, at.get(loop.index) ?? 0)
    const others = [...countersIn(variable)].filter((counter) => counter !== loop.index).map((v) => at.get(v) ?? 0)
    const key = (k: number): string => `${variable.id}|${others}|${k}`
    let from = turn
    while (from > 0 && !carried.has(key(from))) from -= 1
    let memory = carried.get(key(from)) ?? memoryAt(loop.initial[position]!, at)
    carried.set(key(from), memory)
    for (let k = from; k < turn && left > 0; k += 1) {
      left -= 1
      memory = memoryAt(loop.next[position]!, new Map([...at, [loop.index, k]]))
      carried.set(key(k + 1), memory)
    }
    carried.set(key(turn), memory)
    return memory
  }

  // How many rows there are depends on no counter.
  const anywhere = rowsAt(new Map())
  const countOf = (s: Syntax): number => anywhere(s).count

  /** The loop counter of a binder. */
  const counterOf = (binder: Binder): Variable | undefined => {
    if (binder._tag === 'Along') return binder.loop._tag === 'Loop' ? binder.loop.index : undefined
    return 'index' in binder && typeof binder.index === 'object' ? binder.index : undefined
  }

  return {
    /** How many examples of a batch there are, over all turns of the binders around it. */
    thereOver: (of: Syntax, around: Iterable<Binder>): number => {
      let [batch, factor] = [of, 1]
      const loops = new Map<Variable, number>()
      for (const binder of around) {
        const counter = counterOf(binder)
        if (counter === undefined) factor *= timesOf(binder)
        else loops.set(counter, timesOf(binder))
      }
      // All parts of a batch together are the batch, whatever order it is in.
      for (let whole: Syntax | undefined = batch; whole !== undefined; ) {
        batch = whole
        const origin: Origin | undefined = batch._tag === 'Variable' ? origins.get(batch) : undefined
        if (
          batch._tag === 'Relabel' ||
          batch._tag === 'SoftLabels' ||
          batch._tag === 'WithField' ||
          batch._tag === 'Shuffle'
        )
          whole = batch.batch
        else if (origin?._tag === 'Sample' && loops.delete(origin.index)) whole = origin.batch
        else whole = undefined
      }
      const deciding = decidedBy(batch)
      let settings = 1
      const enumerated: (readonly [Variable, number])[] = []
      for (const [counter, times] of loops)
        if (deciding.has(counter)) {
          settings *= times
          enumerated.push([counter, times])
        } else factor *= times
      if (factor * settings === 0) return 0
      if (settings > left) return factor * settings * countOf(batch)
      left -= settings
      let there = 0
      for (let setting = 0; setting < settings; setting += 1) {
        const at = new Map<Variable, number>()
        let rest = setting
        for (let i = enumerated.length - 1; i >= 0; i -= 1) {
          const [counter, times] = enumerated[i]!
          at.set(counter, rest % times)
          rest = Math.floor(rest / times)
        }
        there += thereIn(rowsAt(at)(batch))
      }
      return factor * there
    },
  }
}
