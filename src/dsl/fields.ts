import type { FieldOfBatch, Syntax } from './syntax.ts'
import { type Batch, built, type FieldsOf, type Holding, type Rows, type RowWidth } from './term.ts'

/** That a memory keeps rows so wide beside each of its examples. */
export interface Declared<W extends RowWidth = RowWidth> {
  readonly width: W
}

/** What a memory keeps beside its examples, by name: of each a row, as wide as the network has outputs, as a layer has features, or one number. */
export const rowsOf = <const W extends RowWidth>(width: W): Declared<W> => ({ width })

export type DeclaredFields = Readonly<Record<string, Declared>>

/** The widths of declared fields, by name. */
export type WidthsOf<F extends DeclaredFields> = { readonly [N in keyof F]: F[N]['width'] }

/**
 * The batch with rows beside its examples, under a name of one's own: what `field` reads, and what a memory keeps that declares it. They
 * go where the examples go: what is taken of the batch, drawn or shuffled has the rows of its own examples, and padding has zeros.
 *
 * Law: `field(withField(B, a, v), a) = v`; a field that is drawn is the field that was pushed.
 *
 * @example
 * defineMethod({
 *   name: 'dark replay', source: 'an example', options: { rate: positive(0.1) },
 *   state: () => ({ memory: reservoir(50, { logits: rowsOf('outputs') }) }),
 *   onBatch: (o) => ({ theta, memory, batch, loss }) =>
 *     draw(memory, 10, (old) => {
 *       const apart = (at: Params) => subtract(outputs(old, at), field(old, 'logits'))
 *       const dark = (at: Params) => meanOver(old, sumAlong(multiply(apart(at), apart(at))))
 *       return {
 *         theta: gradientStep({ loss: (at) => add(loss(batch)(at), dark(at)), rate: o.rate })(theta),
 *         memory: push(memory, withField(batch, 'logits', outputs(batch, theta))),
 *       }
 *     }),
 * })
 */
export const withField = <B extends Batch, const N extends string, W extends RowWidth>(
  batch: B,
  name: N extends FieldOfBatch ? never : N,
  rows: Rows<W>,
): Batch & Holding<FieldsOf<B> & { readonly [K in N]: W }> =>
  built({ _tag: 'WithField', batch, name: name as string, rows } satisfies Syntax)

/** The widths of declared fields, as a node has them; nothing, where there are none. */
export const declaredFields = (fields: DeclaredFields) => {
  const widths = Object.entries(fields).map(([name, { width }]) => [name, width] as const)
  return widths.length === 0 ? {} : { fields: Object.fromEntries(widths) }
}
