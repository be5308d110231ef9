import { type Batch, kindOf, type Params, type Rows, type Scalar, type Syntax } from '../../src/dsl/index.ts'

/** Numbers that decide what a program does, one after the other; when they are used up it is always the first thing. */
export interface Choices {
  readonly below: (n: number) => number
  readonly left: () => number
}

export const choicesOf = (numbers: readonly number[]): Choices => {
  let at = 0
  return {
    below: (n) => {
      const chosen = (numbers[at] ?? 0) % n
      at += 1
      return chosen
    },
    left: () => numbers.length - at,
  }
}

/** Parameters of the method's own network. */
export type Modulator = Params<'m → outputs'>

/** What a random program has so far, by kind. */
export interface Having {
  readonly params: readonly Params[]
  /** Parameters of the method's own network. */
  readonly own: readonly Modulator[]
  readonly scalars: readonly Scalar[]
  readonly batches: readonly Batch[]
  readonly rows: readonly Rows[]
  readonly memories: readonly Syntax[]
  readonly lists: readonly Syntax[]
}

/** What an operation adds to it. */
export type Gain = Partial<Having>

/** What there is with what was gained, the latest first. */
export const more = (h: Having, gain: Gain): Having => ({
  params: [...(gain.params ?? []), ...h.params],
  own: [...(gain.own ?? []), ...h.own],
  scalars: [...(gain.scalars ?? []), ...h.scalars],
  batches: [...(gain.batches ?? []), ...h.batches],
  rows: [...(gain.rows ?? []), ...h.rows],
  memories: [...(gain.memories ?? []), ...h.memories],
  lists: [...(gain.lists ?? []), ...h.lists],
})

/** Terms by their kinds. */
export const gainOf = (leaves: readonly Syntax[]): Gain => {
  const of = (tag: string): readonly Syntax[] => leaves.filter((leaf) => kindOf(leaf)._tag === tag)
  const isOwn = (leaf: Syntax): boolean => {
    const kind = kindOf(leaf)
    return kind._tag === 'Params' && kind.network === 'm → outputs'
  }
  const own: readonly Syntax[] = of('Params').filter(isOwn)
  const params: readonly Syntax[] = of('Params').filter((leaf) => !isOwn(leaf))
  return {
    params: params as readonly Params[],
    own: own as readonly Modulator[],
    scalars: of('Scalar') as readonly Scalar[],
    batches: of('Batch') as readonly Batch[],
    rows: of('Rows') as readonly Rows[],
    memories: of('Memory'),
    lists: of('List'),
  }
}

/** What a memory keeps beside its examples, by name. */
export const keptBy = (memory: Syntax): readonly string[] => {
  const kind = kindOf(memory)
  return kind._tag === 'Memory' ? Object.keys(kind.fields ?? {}) : []
}
