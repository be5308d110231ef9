import { type Mode, ofBatch, type Syntax } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import { forward, type GivenMoments, normalisationsOf, runningStatistics } from '../../networks/index.ts'
import type { Model } from '../network.ts'
import { runningMoments } from '../statistics.ts'
import { countOf, learnerOf } from './batches.ts'
import type { Context } from './context.ts'
import { batchOf, type Lowered } from './lowered.ts'
import { Refusal } from './refusal.ts'
import { noiseOf } from './run-noise.ts'
import { workingOn } from './work.ts'

/** A batch that a program names, and whether the examples in question are only a part of it: the samples of a loop. */
interface Whole {
  readonly batch: Syntax
  readonly isPart: boolean
}

/** The whole batch of which a batch is a sample, with whatever labels. */
const wholeOf = (c: Context): ((s: Syntax) => Whole) => {
  const itself = (batch: Syntax): Whole => ({ batch, isPart: false })
  const labelled = ({ batch }: { readonly batch: Syntax }): Whole => whole(batch)
  const whole: (s: Syntax) => Whole = ofBatch<Whole>({
    Variable: (s) => {
      const origin = c.origins.get(s)
      return origin?._tag === 'Sample' ? { ...whole(origin.batch), isPart: true } : itself(s)
    },
    Join: itself,
    Take: itself,
    Shuffle: itself,
    Side: itself,
    Draw: itself,
    All: itself,
    Relabel: labelled,
    SoftLabels: labelled,
    WithField: labelled,
    EveryLabel: labelled,
    Defined: (as) => whole(as),
    Other: itself,
  })
  return whole
}

/** A run of the learner's network: at parameters, on a batch, in a mode. */
export interface Run {
  /** The node that asks for it: what noisy layers draw is the node's own. */
  readonly of: Syntax
  readonly mode: Mode
  readonly parameters: readonly Node[]
  readonly batch: Syntax
}

/** How many examples a batch holds that a loss is measured on: one that a list over tasks holds is on the device already. */
const rowsOf = (c: Context, s: Syntax): number => {
  const bound = s._tag === 'Variable' ? c.variables.get(s) : undefined
  return bound?._tag === 'Batch' ? bound.weights.shape[0]! : countOf(c, s)
}

/** What the normalisations of a network that predicts use; those without running statistics have them of the whole batch. */
const predicting = (c: Context, { parameters, batch }: Run, lower: (s: Syntax) => Lowered): GivenMoments => {
  const { network, between } = learnerOf(c)
  if (runningStatistics(network, between).length > 0 && c.running === undefined)
    throw new Refusal('a network with running statistics predicts where these are known: at an event', 'elsewhere')
  const running = runningMoments(network, c.running ?? [])
  if (!normalisationsOf(network).some(({ statistics }) => statistics === 'batch')) return running
  const whole = wholeOf(c)(batch)
  if (rowsOf(c, whole.batch) < 2)
    throw new Refusal(
      'a normalisation without running statistics predicts by those of several examples',
      'a batch of one',
      'give the layer running statistics, or name a larger batch',
    )
  if (!whole.isPart) return running
  const { inputs, weights } = batchOf(lower(whole.batch))
  const { seen } = workingOn(c, 'forward', () =>
    forward(c.o, { network, parameters, inputs, weights, moments: running }),
  )
  return running.map((moments, i) => moments ?? seen[i])
}

/** The learner's network as it is run in a mode. */
export const modelFor = (c: Context, run: Run, lower: (s: Syntax) => Lowered): Model => {
  const { network } = learnerOf(c)
  const { parameters } = run
  if (run.mode === 'predicting') return { network, parameters, moments: predicting(c, run, lower) }
  const noise = noiseOf(c, network, c.runs(run.of))
  return { network, parameters, ...(noise === undefined ? {} : { noise }) }
}
