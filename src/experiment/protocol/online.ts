import { eventNames } from '../../dsl/index.ts'
import { mean } from './metrics.ts'
import { percent } from './percent.ts'
import type { Protocol, ScoreMatrix } from './protocol.ts'
import { accuracies } from './scores.ts'
import { writtenNumber } from './written-number.ts'

/** The first stretch is meta-training. */
const preparing = 1

/** The accuracy of each stretch of the stream. */
const stretches = (matrix: ScoreMatrix): readonly number[] => matrix.slice(preparing).map((row) => row[0] ?? 0)

/**
 * A stream of batches without task labels, each predicted by the learner as it is and then learned. The first stretch is meta-training,
 * for methods that do; of the others a row is the accuracy of all predictions in it.
 *
 * @source M. Caccia et al., Online Fast Adaptation and Knowledge Accumulation, NeurIPS 2020, section 4
 */
export const online: Protocol = {
  name: 'online',
  events: eventNames,
  exam: {
    ...accuracies,
    on: () => 1,
    episodes: {
      columns: ['online'],
      along: 'batches',
      preparing,
      headline: (row) => row[0] ?? 0,
      told: (row) => `${percent(row[0] ?? 0)} % of what was predicted before it was learned`,
    },
  },
  metrics: [
    {
      name: 'cumulativeAccuracy',
      head: 'cumulative',
      about: 'accuracy of all predictions, each made before its batch was learned',
      better: 'more',
      codec: writtenNumber,
      of: (matrix) => mean(stretches(matrix)),
      shown: percent,
      compared: true,
      bars: { axis: 'cumulative accuracy', labels: "format(datum.value, '.0%')" },
    },
    {
      name: 'lastAccuracy',
      head: 'last',
      about: 'accuracy of the predictions in the last stretch',
      better: 'more',
      codec: writtenNumber,
      of: (matrix) => stretches(matrix).at(-1) ?? 0,
      shown: percent,
      compared: true,
    },
  ],
  plots: {
    bars: {
      name: 'accuracy',
      caption:
        'Accuracy of all predictions of the stream, each made before its batch was learned. Lines: one standard deviation over seeds to each side.',
    },
    evolution: {
      title: 'Accuracy of predictions made before their batch was learned',
      caption:
        'Accuracy of predictions in each stretch of the stream, made before their batch was learned; the mean over seeds.',
      axis: 'online accuracy',
      along: 'stretches',
    },
    course: {
      kind: 'online',
      about: 'Accuracy of predictions in each stretch of the stream, made before their batch was learned.',
    },
  },
}
