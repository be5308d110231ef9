import fc from 'fast-check'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

type Node = { [key: string]: Json }

/** One change of a document: of the `place`-th value in it, or of a field of one of its nodes. */
export interface Mutation {
  readonly kind:
    | 'replace'
    | 'delete'
    | 'duplicate'
    | 'shift'
    | 'point'
    | 'swap'
    | 'count'
    | 'rename'
    | 'graft'
    | 'retarget'
  readonly place: number
  readonly by: Json
  /** Which other node, name or number is taken. */
  readonly pick: number
}

/** The places of a document, by the keys that lead there. */
const placesOf = (of: Json, path: readonly string[] = []): readonly (readonly string[])[] => {
  const places: (readonly string[])[] = []
  const pending: { readonly of: Json; readonly path: readonly string[] }[] = [{ of, path }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    places.push(next.path)
    if (typeof next.of !== 'object' || next.of === null) continue
    for (const [key, value] of Object.entries(next.of)) pending.push({ of: value, path: [...next.path, key] })
  }
  return places
}

const isNode = (of: Json): of is Node =>
  typeof of === 'object' && of !== null && !Array.isArray(of) && typeof of._tag === 'string'

/** The lists of nodes of a program: that of its state, and one an event. */
const sectionsOf = (document: Json): readonly Node[] => {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return []
  const program = typeof document.program === 'object' && document.program !== null ? document.program : document
  if (Array.isArray(program)) return []
  const handlers = program.handlers
  const all = [
    program.state,
    ...(typeof handlers === 'object' && handlers !== null && !Array.isArray(handlers) ? Object.values(handlers) : []),
  ]
  return all.filter(
    (section): section is Node =>
      typeof section === 'object' && section !== null && !Array.isArray(section) && Array.isArray(section.nodes),
  )
}

/** Fields of a node that hold numbers which are no references. */
const counts = new Set(['times', 'size', 'from', 'count', 'capacity', 'grid', 'index', 'example', 'value', 'number'])

interface Reference {
  readonly now: number
  readonly set: (to: number) => void
}

/** The references in a node. */
const referencesIn = (node: Node): readonly Reference[] =>
  Object.entries(node).flatMap(([field, value]): readonly Reference[] => {
    if (counts.has(field) && !(field === 'index' && node._tag !== 'Component')) return []
    if (typeof value === 'number')
      return [
        {
          now: value,
          set: (to) => {
            node[field] = to
          },
        },
      ]
    if (!Array.isArray(value)) return []
    return value.flatMap((now, i) =>
      typeof now !== 'number'
        ? []
        : [
            {
              now,
              set: (to: number) => {
                value[i] = to
              },
            },
          ],
    )
  })

const countsIn = (node: Node): readonly string[] =>
  Object.keys(node).filter((field) => counts.has(field) && typeof node[field] === 'number')

const pickOf = <A>(from: readonly A[], at: number): A | undefined =>
  from.length === 0 ? undefined : from[at % from.length]

/** A change inside the nodes of a program, that leaves it a document: what the judge has to see through. */
const inside = (document: Json, { kind, place, by, pick }: Mutation): void => {
  const section = pickOf(sectionsOf(document), pick)
  const nodes = section?.nodes
  if (section === undefined || !Array.isArray(nodes)) return
  const among = nodes.flatMap((node, at) => (isNode(node) ? [{ node, at }] : []))
  const further = Math.floor(pick / 8)
  switch (kind) {
    case 'point': {
      const one = pickOf(among, place)
      if (one !== undefined) pickOf(referencesIn(one.node), further)?.set(one.at === 0 ? 0 : (place >> 5) % one.at)
      return
    }
    case 'swap': {
      // An earlier node of the tag of the one referred to, so that kinds often agree.
      const one = pickOf(among, place)
      const reference = one === undefined ? undefined : pickOf(referencesIn(one.node), further)
      const now = reference === undefined ? undefined : nodes[reference.now]
      if (one === undefined || reference === undefined || now === undefined || !isNode(now)) return
      const other = pickOf(
        among.filter(({ node, at }) => at < one.at && node._tag === now._tag),
        place >> 5,
      )
      if (other !== undefined) reference.set(other.at)
      return
    }
    case 'count': {
      const one = pickOf(
        among.filter(({ node }) => countsIn(node).length > 0),
        place,
      )
      const field = one === undefined ? undefined : pickOf(countsIn(one.node), further)
      if (field !== undefined && typeof by === 'number') one!.node[field] = Math.abs(by)
      return
    }
    case 'rename': {
      const one = pickOf(
        among.filter(({ node }) => node._tag === 'Variable'),
        place,
      )
      if (one !== undefined) one.node.name = pickOf(['zzz', 'memory', 'theta', '', 'θ'], further)!
      return
    }
    case 'graft': {
      const one = pickOf(among, place)
      const donor = pickOf(
        among.filter(({ node }) => node._tag === one?.node._tag),
        further,
      )
      if (one !== undefined && donor !== undefined) nodes[one.at] = structuredClone(donor.node)
      return
    }
    case 'retarget': {
      const updates = section.updates ?? section.slots
      if (typeof updates !== 'object' || updates === null || Array.isArray(updates)) return
      const slot = pickOf(Object.keys(updates), further)
      if (slot !== undefined) updates[slot] = pickOf(among, place)?.at ?? 0
      return
    }
    default:
      return
  }
}

const outside = (of: Json, [key, ...rest]: readonly string[], { kind, by }: Mutation): Json => {
  if (key === undefined) return kind === 'shift' && typeof of === 'number' ? of + 1 : by
  if (typeof of !== 'object' || of === null) return of
  const inner = (of as { readonly [key: string]: Json })[key] as Json
  if (rest.length === 0 && kind === 'delete')
    return Array.isArray(of)
      ? of.filter((_, i) => String(i) !== key)
      : Object.fromEntries(Object.entries(of).filter(([k]) => k !== key))
  if (rest.length === 0 && kind === 'duplicate')
    return Array.isArray(of) ? of.flatMap((v, i) => (String(i) === key ? [v, v] : [v])) : { ...of, [`${key}2`]: inner }
  const next = outside(inner, rest, { kind, by, place: 0, pick: 0 })
  return Array.isArray(of) ? of.map((v, i) => (String(i) === key ? next : v)) : { ...of, [key]: next }
}

const structural = new Set<Mutation['kind']>(['replace', 'delete', 'duplicate', 'shift'])

/** A document with some changes made to it, one after the other. */
export const mutated = (document: Json, mutations: readonly Mutation[]): Json => {
  let of = structuredClone(document)
  for (const mutation of mutations) {
    if (structural.has(mutation.kind)) {
      const places = placesOf(of)
      of = outside(of, places[mutation.place % places.length]!, mutation)
    } else inside(of, mutation)
  }
  return of
}

/** Changes that break the form of a document, and changes that leave its form and break its sense. */
export const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.oneof(fc.constantFrom<Mutation['kind']>('replace', 'delete', 'duplicate', 'shift'), {
    weight: 3,
    arbitrary: fc.constantFrom<Mutation['kind']>('point', 'swap', 'swap', 'count', 'rename', 'graft', 'retarget'),
  }),
  place: fc.nat(),
  pick: fc.nat(),
  by: fc.oneof(
    fc.integer({ min: -2, max: 60 }).map((n): Json => n),
    fc.constantFrom<Json>(0, 1, 2, 1e3, 1e5, 1e9, 1e300, 0.5),
    fc.constantFrom<Json>(
      null,
      true,
      '',
      'Infinity',
      '__proto__',
      'Binary',
      'Gradient',
      'scalar',
      'memory',
      [],
      {},
      [0],
      {
        params: 'x',
      },
    ),
    fc.jsonValue({ maxDepth: 2 }).map((v) => v as Json),
  ),
})
