import {
  add,
  all,
  type Batch,
  draw,
  field,
  grad,
  type Holding,
  innerLoop,
  join,
  less,
  meanOver,
  multiply,
  outputs,
  type Params,
  push,
  replaceAt,
  type Scalar,
  shuffle,
  subtract,
  sumAlong,
  take,
  tanh,
  when,
  withField,
} from '../../dsl/index.ts'

import { type Dark, type Having, type Making, type Move, pick } from './having.ts'

/** What loops with such a memory carry. */
type WithDark = { readonly at: Params; readonly dark: Dark }

/** Examples with what the network gives for them. */
export const seenBy = (batch: Batch, at: Params) => withField(batch, 'logits', tanh(outputs(batch, at)))

/** How far the network is from what it gave for remembered examples. */
export const apartFrom = (old: Batch & Holding<{ readonly logits: 'outputs' }>, at: Params): Scalar => {
  const apart = subtract(tanh(outputs(old, at)), field(old, 'logits'))
  return meanOver(old, sumAlong(multiply(apart, apart)))
}

/** What is done with memories that keep rows. `made` is what some moves end with. */
export const memoryMoves = (
  made: (start: Having, moves: readonly Move[]) => Params,
): Readonly<Record<string, Making>> => ({
  remembered: (h, m) =>
    draw(
      h.dark,
      m.n + 1,
      (old) => ({
        params: [multiply(apartFrom(old, pick(h.params, m.a)), pick(h.params, m.b))],
        scalars: [apartFrom(shuffle(old), pick(h.params, m.b))],
        batches: [old],
      }),
      { replacement: m.n % 2 === 0 },
    ),
  whole: (h, m) => {
    const [whole, at] = [all(h.dark), pick(h.params, m.a)]
    return { params: [grad((p: Params) => add(apartFrom(whole, p), apartFrom(join(take(whole, 2), whole), at)))(at)] }
  },
  remembering: (h, m) => {
    const { at, dark } = innerLoop<WithDark>(m.n + 1, (s, i) => {
      const inside = { ...h, params: [s.at, ...h.params], scalars: [...h.scalars, i], dark: s.dark }
      const next = made(inside, m.inner)
      return { at: next, dark: push(s.dark, seenBy(pick(h.batches, m.b), next)) }
    })({ at: pick(h.params, m.a), dark: h.dark })
    return {
      params: [
        multiply(
          draw(dark, 2, (old) => apartFrom(old, at)),
          at,
        ),
      ],
    }
  },
  decided: (h, m) => {
    if (h.differentiated) return {}
    const [batch, at] = [take(pick(h.batches, m.b), 1), pick(h.params, m.a)]
    const low = less(pick(h.scalars, m.a), 0.5)
    const dark = replaceAt(h.dark, m.n, low, seenBy(batch, at))
    return { params: [multiply(apartFrom(all(when(low, dark, push(h.dark, seenBy(batch, at)))), at), at)] }
  },
})
