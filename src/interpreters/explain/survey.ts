import { isRandom, type Syntax, type Variable } from '../../dsl/index.ts'
import { type Edge, edgesOf, type Frame, isAtom, isStatement, isStep } from './edges.ts'

/** How a program will be laid out: which terms get a line and a name, and where. */
export interface Survey {
  /** Whether a term has a line of its own. */
  readonly isNamed: (s: Syntax) => boolean
  /** Whether a term is read by a name that some line gives it: a variable, a named term, a result of a loop. */
  readonly isValue: (s: Syntax) => boolean
  readonly top: Frame
  readonly frameOf: (s: Syntax) => Frame
  readonly inner: (key: object) => Frame | undefined
  /** The named terms of a frame, each after those that it needs. */
  readonly linesIn: (frame: Frame) => readonly Syntax[]
  readonly hintOf: (s: Syntax) => string | undefined
  readonly freeIn: (s: Syntax) => ReadonlySet<Variable>
}

const most = 24

/** All printed terms, each after those that it mentions. */
const inOrder = (roots: readonly Syntax[]): readonly Syntax[] => {
  const order: Syntax[] = []
  const entered = new Set<Syntax>()
  const open: { readonly s: Syntax; readonly edges: readonly Edge[]; next: number }[] = []
  const enter = (s: Syntax): void => {
    if (entered.has(s)) return
    entered.add(s)
    open.push({ s, edges: edgesOf(s), next: 0 })
  }
  for (const root of roots) {
    enter(root)
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const edge = top.edges[top.next]
      top.next += 1
      if (edge !== undefined) enter(edge.to)
      else {
        order.push(top.s)
        open.pop()
      }
    }
  }
  return order
}

const meeting = (a: Frame, b: Frame): Frame => {
  let [x, y] = [a, b]
  while (x !== y) [x, y] = x.depth >= y.depth ? [x.parent ?? x, y] : [x, y.parent ?? y]
  return x
}

export const isWithin = (frame: Frame, outer: Frame): boolean => meeting(frame, outer) === outer

const surveyOnce = (roots: readonly Syntax[], forced: ReadonlySet<Syntax>): Survey => {
  const order = inOrder(roots)
  const top: Frame = { key: undefined, kind: 'event', bound: [], parent: undefined, depth: 0 }
  const uses = new Map<Syntax, number>()
  const users = new Map<Syntax, Set<Syntax>>()
  const hints = new Map<Syntax, string>()
  const free = new Map<Syntax, ReadonlySet<Variable>>()
  for (const s of order) {
    for (const { to } of edgesOf(s)) {
      uses.set(to, (uses.get(to) ?? 0) + 1)
      users.set(to, (users.get(to) ?? new Set()).add(s))
    }
    if (s._tag === 'Combinator')
      for (const [name, part] of Object.entries(s.parts)) {
        const hint = s.notation?.calls?.[name]
        if (hint !== undefined && typeof part === 'object' && part._tag !== 'Lambda' && !hints.has(part))
          hints.set(part, hint)
      }
    const found = new Set<Variable>(s._tag === 'Variable' ? [s] : isRandom(s) ? s.iterations : [])
    for (const { to, inside } of edgesOf(s))
      for (const v of free.get(to) ?? []) if (inside === undefined || !inside.bound.includes(v)) found.add(v)
    free.set(s, found)
  }

  for (const s of roots) uses.set(s, (uses.get(s) ?? 0) + 1)
  /** What slots and carried variables become: read elsewhere too, it is read by their names. */
  const outcomes = new Set([...roots, ...order.flatMap((s) => (s._tag === 'Loop' || s._tag === 'Fold' ? s.next : []))])

  const sizes = new Map<Syntax, number>()
  const named = new Set<Syntax>()
  const isSeveral = (s: Syntax): boolean => s._tag === 'Gradient' || s._tag === 'Expectation'
  const deserves = (s: Syntax, size: number): boolean => {
    if (isAtom(s)) return false
    if (isStatement(s) || forced.has(s)) return true
    // Derivatives by several arguments, of which more than one is read, are taken once.
    if (s._tag === 'Gradient' && s.at.length > 1 && users.get(s)!.size > 1) return true
    if (isSeveral(s)) return false
    if (s._tag === 'Component' && named.has(s.of)) return false
    if (s._tag === 'MapTasks') return !(uses.get(s) === 1 && [...(users.get(s) ?? [])].every((u) => u._tag === 'Total'))
    if (s._tag === 'Combinator' && (s.notation?.gives !== undefined || isStep(s))) return true
    if (s._tag === 'Reservoir' || s._tag === 'Ring' || s._tag === 'EmptyList') return false
    if (outcomes.has(s) && uses.get(s)! > 1 && s._tag !== 'Component') return true
    if (hints.get(s) === 'Ω' && size > 3) return true
    if (hints.get(s) === 'g' && size > 4 && (s._tag === 'Binary' || s._tag === 'Unary')) return true
    return ((uses.get(s) ?? 0) > 1 && size > 3) || size > most
  }
  for (const s of order) {
    const size = edgesOf(s).reduce((sum, { to }) => sum + (sizes.get(to) ?? 1), 1)
    const own = deserves(s, size)
    if (own) named.add(s)
    const alias = s._tag === 'Component' && named.has(s.of)
    sizes.set(s, own || alias || isAtom(s) ? 1 : size)
  }

  const isLine = (s: Syntax): boolean => named.has(s) || (s._tag === 'Component' && named.has(s.of))

  const frames = new Map<object, Frame>()
  const places = new Map<Syntax, Frame>(roots.map((s) => [s, top]))
  const settled = (s: Syntax, at: Frame): Frame => {
    const depends = (frame: Frame): boolean => frame.bound.some((v) => free.get(s)!.has(v))
    let frame = at
    while (frame.parent !== undefined && (isRandom(s) || frame.kind === 'function') && !depends(frame))
      frame = frame.parent
    return frame
  }
  const drifting = new Set<Syntax>()
  for (const s of [...order].reverse()) {
    const used = places.get(s) ?? top
    const place = settled(s, used)
    if (named.has(s)) places.set(s, place)
    else if (isRandom(s) && place !== used) drifting.add(s)
    const here = places.get(s) ?? top
    for (const { to, inside } of edgesOf(s)) {
      let frame = here
      if (inside !== undefined) {
        const { key, kind, bound } = inside
        frame = frames.get(key) ?? { key, kind, bound, parent: here, depth: here.depth + 1 }
        frames.set(key, frame)
      }
      const known = places.get(to)
      places.set(to, known === undefined ? frame : meeting(known, frame))
    }
  }
  const byFrame = new Map<Frame, Syntax[]>()
  for (const s of order)
    if (named.has(s)) {
      const frame = places.get(s) ?? top
      const lines = byFrame.get(frame)
      if (lines === undefined) byFrame.set(frame, [s])
      else lines.push(s)
    }
  /** Terms that have lines inside them but are no lines themselves have to become some. */
  const burdened = order.filter(
    (s) =>
      (s._tag === 'Expectation' || s._tag === 'Along' || s._tag === 'MapTasks') &&
      !named.has(s) &&
      frames.has(s) &&
      byFrame.has(frames.get(s)!),
  )
  /** How often a term is spelled: once where it has a line, else wherever those are that mention it. More than once is 2. */
  const spelled = new Map<Syntax, number>()
  const spell = (s: Syntax): void => void spelled.set(s, Math.min(2, (spelled.get(s) ?? 0) + 1))
  for (const s of roots) spell(s)
  for (const s of [...order].reverse())
    for (let i = isLine(s) ? 1 : (spelled.get(s) ?? 0); i > 0; i--) for (const { to } of edgesOf(s)) spell(to)
  /** What is random is one value however often it is used, and two where it is spelled twice. */
  const repeated = order.filter((s) => isRandom(s) && !named.has(s) && spelled.get(s) === 2)
  const more = [...burdened, ...drifting, ...repeated]
  if (more.length > 0) return surveyOnce(roots, new Set([...forced, ...more]))
  return {
    isNamed: (s) => named.has(s),
    isValue: (s) => s._tag === 'Variable' || isLine(s),
    top,
    frameOf: (s) => places.get(s) ?? top,
    inner: (key) => frames.get(key),
    linesIn: (frame) => byFrame.get(frame) ?? [],
    hintOf: (s) => hints.get(s),
    freeIn: (s) => free.get(s) ?? new Set(),
  }
}

/** The layout of some terms that are printed together. */
export const survey = (roots: readonly Syntax[]): Survey => surveyOnce(roots, new Set())
