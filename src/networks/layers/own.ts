import type { Rule } from './rule.ts'

/** What a layer of one's own is called, and its rule: all that a layer of this package is but what its fields may hold. */
export interface Definition extends Omit<Rule<never>, 'fields' | 'parts' | 'width'> {
  readonly name: string
  readonly parts?: readonly string[]
  readonly width?: string
  /** What JSON writes in its place. */
  readonly toJSON: () => object
}

/** A layer that its own definition says the rule of. Its other fields are plain values, or the layers of its parts. */
export interface Own {
  readonly _tag: 'Own'
  readonly group?: string
  readonly definition: Definition
}

/** A definition as it is given: `L` are the fields of its layers. */
export interface LayerDefinition<L> extends Omit<Rule<L>, 'fields'> {
  readonly name: string
  /** Stands for the rule wherever it is told from others; its source does where nothing is said. */
  readonly version?: string
}

type Fields = Readonly<Record<string, unknown>>

/** The functions of a rule as they are written, by the names of their fields. */
const sourceOf = (rule: Fields): Fields =>
  Object.fromEntries(
    Object.entries(rule).map(([name, of]) => [
      name,
      typeof of === 'function' ? String(of) : typeof of === 'object' && of !== null ? sourceOf(of as Fields) : of,
    ]),
  )

/**
 * A kind of layer of one's own, which builds layers from their fields. Its rule says what a layer makes of shapes (the same, unless
 * said), which tensors it has, where it can't stand, and what it makes of a batch [n, …], by operations that all have derivatives.
 *
 * A layer with tensors has a `group`, by which its parameters are called. Numbers that a rule goes by are best fields: records tell
 * rules apart by their source, or by the `version` that is declared, and neither sees a constant outside of the rule.
 *
 * @example
 * const scale = defineLayer<{ readonly group: string }>({
 *   name: 'scale',
 *   tensors: (_, { shape }) => ({ scale: { shape, role: 'scale' } }),
 *   forward: (_, { o, value, parameters: { scale } }) => o.multiply(value, scale!),
 * })
 * scale({ group: 'learned' }).group // => 'learned'
 */
export const defineLayer =
  <L extends object = object>(given: LayerDefinition<L>) =>
  (...[fields]: object extends L ? [fields?: L] : [fields: L]): Own & L => {
    const { name, version, ...rule } = given
    const written = { name, ...(version === undefined ? { source: sourceOf(rule as Fields) } : { version }) }
    return { _tag: 'Own', ...fields, definition: { ...given, toJSON: () => written } } as unknown as Own & L
  }
