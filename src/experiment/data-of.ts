import * as TE from 'fp-ts/lib/TaskEither.js'
import type { DataSet } from '../data/index.ts'
import { type Fault, fault } from '../fault.ts'
import type { ExperimentSettings } from './experiment-settings.ts'

/**
 * The data of an experiment, as it is asked for.
 *
 * @returns a `Left` where columns or a size of images are asked of a benchmark whose data has none
 */
export const dataOf = (
  settings: Pick<ExperimentSettings, 'benchmark' | 'folder' | 'target' | 'by' | 'imageSize'>,
): TE.TaskEither<Fault, DataSet> => {
  const { benchmark, folder, target, by, imageSize } = settings
  const asked = { '--target': target, '--by': by, '--image-size': imageSize }
  const [odd] = Object.entries(asked).filter(([, value]) => value !== undefined)
  return odd === undefined || benchmark.ownData === true
    ? benchmark.data(folder, { target, by, imageSize })
    : TE.left(
        fault({
          where: odd[0],
          rule: 'it must come with a benchmark of your own data',
          got: benchmark.name,
          hint: 'own-split, own-parts, own-regression and others are such: retain list benchmarks',
        }),
      )
}
