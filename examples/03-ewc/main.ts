import {
  append,
  defineMethod,
  fisher,
  gradientStep,
  mapTasks,
  methods,
  nonNegativeNumber,
  orThrow,
  type Params,
  perTask,
  positive,
  quadratic,
  regularize,
  take,
  totalOverTasks,
  train,
} from 'retain-lang'

/** Elastic weight consolidation: after each task, how much each parameter mattered, and where it was. */
const ewc = defineMethod({
  name: 'EWC, written out',
  source: 'Kirkpatrick et al., Overcoming catastrophic forgetting in neural networks, PNAS 2017',
  options: {
    rate: positive(0.17, { symbol: 'α', about: 'learning rate' }),
    lambda: nonNegativeNumber(3.6, { symbol: 'λ', about: 'strength of the penalties' }),
  },
  state: (_, theta0) => ({ past: perTask({ information: theta0, anchor: theta0 }) }), // empty: what one element is made of
  onBatch:
    (o) =>
    ({ theta, past, batch, loss }) => {
      const pull = (at: Params) =>
        totalOverTasks(
          mapTasks(past, ({ information, anchor }) =>
            quadratic({ strength: o.lambda, weight: information, centre: anchor }).value(at),
          ),
        )
      return { theta: gradientStep({ loss: regularize(loss(batch), { value: pull }), rate: o.rate })(theta) }
    },
  onTaskEnd:
    () =>
    ({ theta, past, data }) => ({
      past: append(past, { information: fisher('true')(take(data, 500), theta), anchor: theta }),
    }),
})

const settings = { benchmark: 'permuted-mnist', tasks: 5 }
export const runs = {
  finetune: await orThrow(train(methods.finetune!, { ...settings, options: { rate: 0.17 } })),
  EWC: await orThrow(train(ewc, settings)),
}

const percent = (part = 0): string => `${(100 * part).toFixed(1)} %`.padStart(7)

console.log('Five tasks of 1000 digits; accuracy on the first task after each of them')
for (const [name, { matrix }] of Object.entries(runs))
  console.log(`  ${name.padEnd(9)}${matrix.map(([first]) => percent(first)).join('')}`)
console.log('\nAverage accuracy on all five tasks in the end')
for (const [name, { acc }] of Object.entries(runs)) console.log(`  ${name.padEnd(9)}${percent(acc)}`)
