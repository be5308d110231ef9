import { count, oneOf, positive, type Seen, unit } from '../dsl/index.ts'
import { runningMeans } from './descent.ts'

/** What gradient reconstruction leaves open: the paper's box is in `gradient-reconstruction.ts`. */
export const reconstructionOptions = {
  rate: positive(0.001, { symbol: 'α', about: 'learning rate' }),
  optimiser: oneOf(['sgd', 'momentum', 'adam'], 'adam', { about: 'whose vectors are reconstructed and combined' }),
  ...runningMeans,
  agreement: oneOf(['mean', 'pairwise'], 'mean', { about: 'with the mean over past tasks, or with each of them' }),
  layers: count(3, { about: 'hidden layers of h' }),
  units: count(32, { about: 'units of each hidden layer of h', least: 1 }),
  activation: oneOf(['relu', 'tanh'], 'relu', { about: 'after each hidden layer of h' }),
  initialisation: oneOf(['fanInUniform', 'xavierUniform', 'kaimingNormal'], 'fanInUniform', { about: 'of h' }),
  inputScale: positive(20, { symbol: 'a', about: 'what a parameter is multiplied by before h sees it' }),
  coordinates: count(256, { symbol: 'k', about: 'coordinates that h learns from at a step', least: 1 }),
  metaSteps: count(5, { symbol: 's', about: 'steps of h a batch' }),
  metaRate: positive(0.001, { symbol: 'β', about: 'learning rate of h' }),
  grid: count(256, {
    symbol: 'n',
    about: 'cells between the points that h is run at; 0 runs it at every coordinate',
  }),
  past: oneOf(['perTask', 'distilled', 'detected'], 'perTask', {
    about: 'a network for each past task; one distilled from all; that, with boundaries found',
  }),
  distilSteps: count(200, { about: 'steps that one network is distilled by' }),
  threshold: positive(1.5, { symbol: 'κ', about: 'how far an error rises at a boundary' }),
  recent: unit(0.9, { symbol: 'ρ', about: 'decay of the mean of recent errors' }),
  usual: unit(0.995, { symbol: 'ρ′', about: 'decay of the mean of usual errors' }),
  settle: count(20, { symbol: 'w', about: 'batches before a boundary can be found' }),
}

export type ReconstructionSettings = Seen<typeof reconstructionOptions>
