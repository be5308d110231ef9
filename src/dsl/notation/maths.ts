/**
 * Mathematics as it is read on paper: what the renderers spell in Unicode and in LaTeX. In the notation of a combinator its parts
 * stand where they will be written; a product or a sum there is one of whatever they are.
 */
export type Maths =
  | PartOf
  /** A symbol such as θ₀ or F*, with indices beside those that its text has. */
  | { readonly _tag: 'Name'; readonly text: string; readonly indices: readonly Maths[] }
  | { readonly _tag: 'Word'; readonly text: string }
  | { readonly _tag: 'Number'; readonly value: number }
  | { readonly _tag: 'Sum'; readonly terms: readonly Addend[] }
  | { readonly _tag: 'Product'; readonly factors: readonly Factor[] }
  | { readonly _tag: 'Quotient'; readonly over: Maths; readonly under: Maths }
  | { readonly _tag: 'Power'; readonly of: Maths; readonly exponent: Maths }
  | { readonly _tag: 'Call'; readonly of: Maths; readonly to: readonly Maths[] }
  /** Bars around something. */
  | { readonly _tag: 'Bars'; readonly of: Maths; readonly bars: '|v|' | '‖v‖' | '‖v‖₁' | '⌈v⌉' }
  | { readonly _tag: 'Root'; readonly of: Maths }
  | { readonly _tag: 'Transposed'; readonly left: Maths; readonly right: Maths }
  /** Σ, or E for a mean, over what stands under it: without it over every coordinate. */
  | { readonly _tag: 'Over'; readonly operator: 'Σ' | 'E'; readonly under?: Maths; readonly of: Maths }
  /** The gradient of a function, by one of its arguments where `by` says so. */
  | { readonly _tag: 'Nabla'; readonly of: Maths; readonly by?: Maths }
  | { readonly _tag: 'Prox'; readonly rate: Maths; readonly penalty: Maths; readonly at: Maths }
  | { readonly _tag: 'Relation'; readonly operator: '<' | '≤' | '=' | '←'; readonly left: Maths; readonly right: Maths }
  | { readonly _tag: 'Choice'; readonly condition: Maths; readonly then: Maths; readonly otherwise: Maths }
  | { readonly _tag: 'Union'; readonly parts: readonly Maths[] }
  /** Things in a row, words among them; spaces are part of the words. */
  | { readonly _tag: 'Row'; readonly parts: readonly (Maths | string)[] }

/** A part of a combinator, in its notation. */
export interface PartOf {
  readonly _tag: 'Part'
  readonly part: string
  /**
   * As a term; as what an element of a list over tasks is called, without its task; as a function: by what it is where that is short,
   * such as L with examples as its index, else by a letter; or always by a letter.
   */
  readonly as: 'term' | 'element' | 'function' | 'letter'
  /** The letter of a function. */
  readonly called?: string
  readonly indices: readonly Maths[]
}

export interface Addend {
  readonly minus: boolean
  readonly of: Maths
}

/** `wide` where it has one value a parameter: between two such factors stands ⊙. */
export interface Factor {
  readonly wide: boolean
  readonly of: Maths
}

export const part = (name: string): Maths => ({ _tag: 'Part', part: name, as: 'term', indices: [] })
/** What an element of a part that is a list over tasks is called. */
export const elementOf = (name: string): Maths => ({ _tag: 'Part', part: name, as: 'element', indices: [] })
/** A part that is a function: what it is where that is short, else a letter. */
export const functionOf = (name: string, called: string): Maths => ({
  _tag: 'Part',
  part: name,
  as: 'function',
  called,
  indices: [],
})
/** A part that is a function, by a letter. */
export const letterOf = (name: string, called: string): Maths =>
  ({ ...functionOf(name, called), as: 'letter' }) as Maths

export const symbol = (text: string, ...indices: readonly Maths[]): Maths => ({ _tag: 'Name', text, indices })
export const word = (text: string): Maths => ({ _tag: 'Word', text })
export const numeral = (value: number): Maths => ({ _tag: 'Number', value })
export const row = (...parts: readonly (Maths | string)[]): Maths => ({ _tag: 'Row', parts })
export const call = (of: Maths | string, ...to: readonly Maths[]): Maths => ({
  _tag: 'Call',
  of: typeof of === 'string' ? word(of) : of,
  to,
})
export const bars = (of: Maths): Maths => ({ _tag: 'Bars', of, bars: '|v|' })
export const norm = (of: Maths): Maths => ({ _tag: 'Bars', of, bars: '‖v‖' })
/** ‖v‖₁. */
export const firstNorm = (of: Maths): Maths => ({ _tag: 'Bars', of, bars: '‖v‖₁' })
/** The least whole number that is not below. */
export const ceiling = (of: Maths): Maths => ({ _tag: 'Bars', of, bars: '⌈v⌉' })
export const power = (of: Maths, exponent: Maths): Maths => ({ _tag: 'Power', of, exponent })
export const quotient = (over: Maths, under: Maths): Maths => ({ _tag: 'Quotient', over, under })

/** The assignment of a value to a name, or to several. */
export const assignment = (left: Maths, right: Maths): Maths => ({ _tag: 'Relation', operator: '←', left, right })

export const nabla = (of: Maths): Maths => ({ _tag: 'Nabla', of })
export const root = (of: Maths): Maths => ({ _tag: 'Root', of })
export const choice = (then: Maths, condition: Maths, otherwise: Maths): Maths => ({
  _tag: 'Choice',
  condition,
  then,
  otherwise,
})
/** 0 where something holds, else ∞. */
export const indicator = (inside: Maths): Maths => choice(numeral(0), inside, numeral(Number.POSITIVE_INFINITY))
/** E over what stands under it. */
export const expected = (under: Maths, of: Maths): Maths => ({ _tag: 'Over', operator: 'E', under, of })
/** Σ over what stands under it, else over every coordinate: of symbols, Σₘ of their coordinates. */
export const summed = (of: Maths, under?: Maths): Maths => ({
  _tag: 'Over',
  operator: 'Σ',
  ...(under === undefined ? {} : { under }),
  of,
})
/** Things multiplied with one another; between two that have a value a parameter stands ⊙. */
export const product = (...of: readonly Maths[]): Maths => ({
  _tag: 'Product',
  factors: of.map((one) => ({ of: one, wide: false })),
})

/** Things with commas between them. */
export const listed = (all: readonly Maths[]): Maths =>
  all.length === 1 ? all[0]! : row(...all.flatMap((m, i) => (i === 0 ? [m] : [', ', m])))

/** The same symbol with one more index. */
export const indexed = (of: Maths, ...indices: readonly Maths[]): Maths =>
  of._tag === 'Name' || of._tag === 'Part'
    ? { ...of, indices: [...of.indices, ...indices] }
    : row(of, '[', ...indices, ']')

const addends = (m: Maths): readonly Addend[] => (m._tag === 'Sum' ? m.terms : [{ minus: false, of: m }])
const opposite = ({ minus, of }: Addend): Addend => ({ minus: !minus, of })

export const plus = (a: Maths, b: Maths): Maths => ({ _tag: 'Sum', terms: [...addends(a), ...addends(b)] })

/** a − b; the sign of a sum that is subtracted stays outside its brackets. */
export const minus = (a: Maths, b: Maths): Maths => ({
  _tag: 'Sum',
  terms: [...addends(a), { minus: true, of: b }],
})

const isDifference = (m: Maths): boolean =>
  m._tag === 'Sum' && m.terms.length === 2 && !m.terms[0]!.minus && m.terms[1]!.minus

const turned = (m: Maths): Maths =>
  m._tag === 'Sum' ? { _tag: 'Sum', terms: [...m.terms].reverse().map(opposite) } : m

/** −m; a difference is turned round, alone or as a factor: −λ (a − b) is λ (b − a). */
export const negated = (m: Maths): Maths => {
  if (isDifference(m)) return turned(m)
  if (m._tag === 'Sum' && m.terms.length === 1 && m.terms[0]!.minus) return m.terms[0]!.of
  const at = m._tag === 'Product' ? m.factors.findIndex(({ of }) => isDifference(of)) : -1
  if (m._tag === 'Product' && at >= 0)
    return { _tag: 'Product', factors: m.factors.map((f, i) => (i === at ? { ...f, of: turned(f.of) } : f)) }
  return { _tag: 'Sum', terms: [{ minus: true, of: m }] }
}

const factors = (m: Factor): readonly Factor[] => (m.of._tag === 'Product' ? m.of.factors : [m])

/** a b, or a ⊙ b where both are wide; numbers come first, then scalars. */
export const times = (a: Factor, b: Factor): Maths => {
  const all = [...factors(a), ...factors(b)]
  const rank = ({ of, wide }: Factor): number => (of._tag === 'Number' ? 0 : wide ? 2 : 1)
  return { _tag: 'Product', factors: [0, 1, 2].flatMap((r) => all.filter((f) => rank(f) === r)) }
}
