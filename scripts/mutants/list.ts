import { ofCheckpoints } from './list/checkpoints.ts'
import { ofCombinators } from './list/combinators.ts'
import { ofDerivatives } from './list/derivatives.ts'
import { ofEpisodes } from './list/episodes.ts'
import { ofExperiments } from './list/experiments.ts'
import { ofInterpreters } from './list/interpreters.ts'
import { ofLanes } from './list/lanes.ts'
import { ofTheLanguage } from './list/language.ts'
import { ofManyRuns } from './list/many-runs.ts'
import { ofMethods } from './list/methods.ts'
import { ofMisfits } from './list/misfits.ts'
import { ofNativeBuilds } from './list/native.ts'
import { ofNetworks } from './list/networks.ts'
import { ofNoise } from './list/noise.ts'
import { ofPastTasks } from './list/past-tasks.ts'
import { ofPenalties } from './list/penalties.ts'
import { ofRows } from './list/rows.ts'
import { ofSaved } from './list/saved.ts'
import { ofSeeds } from './list/seeds.ts'
import { ofShortcuts } from './list/shortcuts.ts'
import { ofStreams } from './list/streams.ts'
import type { Mutant } from './mutant.ts'

/** Every mutant; all of them have to die. */
export const mutants: readonly Mutant[] = [
  ...ofPenalties,
  ...ofRows,
  ...ofCombinators,
  ...ofTheLanguage,
  ...ofInterpreters,
  ...ofMisfits,
  ...ofNoise,
  ...ofStreams,
  ...ofDerivatives,
  ...ofLanes,
  ...ofPastTasks,
  ...ofMethods,
  ...ofEpisodes,
  ...ofNetworks,
  ...ofNativeBuilds,
  ...ofExperiments,
  ...ofSaved,
  ...ofManyRuns,
  ...ofSeeds,
  ...ofCheckpoints,
  ...ofShortcuts,
]
