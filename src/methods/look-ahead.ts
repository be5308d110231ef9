import {
  type Batch,
  choose,
  clipByValue,
  count,
  draw,
  fewer,
  firstOrder,
  identity,
  innerLoop,
  join,
  lookAhead,
  type Memory,
  maximum,
  mean,
  negate,
  oneOf,
  type Params,
  positive,
  push,
  reservoir,
  type Scalar,
  type Seen,
  shuffle,
  slot,
  total,
} from '../dsl/index.ts'

// What La-MAML, Sync and C-MAML share, with every option of theirs: three files would say it three times.

/** The options that La-MAML, Sync and C-MAML share. */
export const lookAheadOptions = {
  memory: count(200, { about: 'examples remembered' }),
  replay: count(10, { about: 'remembered examples that join the batch in the loss looked ahead to' }),
  glances: count(5, { about: 'times each batch is used, with fresh draws', least: 1 }),
  clip: positive(2, { about: 'largest norm of a meta-gradient' }),
  order: oneOf(['first', 'second'], 'first', { about: 'whether inner gradients count as constants' }),
  along: oneOf(['mean', 'sum'], 'mean', { about: 'of the losses along the way' }),
  inside: oneOf(['relu', 'raw'], 'relu', { about: 'whether inner steps cut rates at 0' }),
  innerBatch: count(1, { about: 'examples of the batch that an inner step sees', least: 1 }),
  innerGradient: oneOf(['raw', 'clipped'], 'raw', { about: 'whether inner steps cut each coordinate at ± `clip`' }),
  admission: oneOf(['exact', 'inclusive'], 'exact', { about: 'how a full reservoir lets examples in' }),
}

/** Where the code that the defaults follow departs from the paper, and what the code does that no option restores. */
export const lookAheadDeviations = [
  'the paper differentiates twice and sums the losses; the official runs on MNIST do neither: --set order=second, --set along=sum',
  'the official code for CIFAR steps by the rates as they are: --set inside=raw',
  'it cuts inner gradients coordinate by coordinate: --set innerGradient=clipped; and sees a fifth of a batch of 10 a step: --set innerBatch=2',
  'the official code accepts into a full reservoir with probability M / (n + 1): --set admission=inclusive',
]

export const memoryOf = (o: Pick<Seen<typeof lookAheadOptions>, 'memory' | 'admission'>): Memory =>
  slot('M', reservoir(o.memory, {}, { inclusive: choose(o.admission, { exact: false, inclusive: true }) }))

/** The loss to come, as a function of parameters and rates. */
export interface Ahead {
  (at: { readonly theta: Params; readonly rate: Scalar }): Scalar
  (at: { readonly theta: Params; readonly rate: Params }): Scalar
}

/**
 * A step taken once a glance: it is given the loss on the batch and on remembered examples, along steps through the samples
 * of the shuffled batch, or through parts of so many samples. The first glance draws from the memory before the batch, the
 * others from that after it.
 *
 * Where layers normalise, an inner step has the statistics of the examples that it sees, by default of one: those of a convolution are
 * over the places of one image, and each channel of a dense layer becomes its shift, so that nothing below it learns (`innerBatch` above
 * 1 mends that). The loss looked ahead to has those of Q, and predictions are by running statistics, which adopt the batch as a whole.
 */
export const overGlances =
  <S extends { readonly theta: Params }>(
    o: Seen<typeof lookAheadOptions>,
    { memory, batch }: { readonly memory: Memory; readonly batch: Batch },
    step: (state: S, ahead: Ahead) => S,
  ) =>
  (start: S): S & { readonly memory: Memory } => {
    const filled = push(memory, batch)
    const cut = choose(o.innerGradient, {
      raw: identity<Params>,
      clipped: clipByValue(negate(o.clip), o.clip),
    })
    const constant = choose(o.order, { first: firstOrder<Params>, second: identity<Params> })
    const ahead =
      (samples: Batch, on: Batch): Ahead =>
      ({ theta, rate }: { readonly theta: Params; readonly rate: Params | Scalar }) =>
        lookAhead({
          samples,
          size: o.innerBatch,
          on,
          rate: choose(o.inside, { relu: maximum(rate, 0), raw: rate }),
          transform: (g) => constant(cut(g)),
          along: choose(o.along, { mean, sum: total }),
        })(theta)
    const glance = (s: S & { readonly memory: Memory }) =>
      draw(s.memory, fewer(o.replay, o.memory), (old) => ({
        ...step(s, ahead(shuffle(batch), join(old, batch))),
        memory: filled,
      }))
    return innerLoop(o.glances, glance)({ ...start, memory })
  }
