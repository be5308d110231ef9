import type { SearchFlags } from '../commands/search.ts'
import { addEngine } from '../flags/engine-flags.ts'
import { addSetting } from '../flags/setting-flags.ts'
import type { Declaring } from './declaring.ts'
import { oneMethod, settings } from './methods-and-options.ts'
import { ofExperiments } from './of-experiments.ts'

export const searchGrammar = ({ add, end, console }: Declaring): void => {
  addEngine(
    addSetting(
      ofExperiments(add('search'), {
        without: ['from'],
        evaluate: { about: 'validation, which options are chosen by', fallback: false },
      }),
      'seeds',
      {
        about: 'the seeds that a trial is run on, such as 0-8; with --halving the best are run on all',
      },
    ),
  )
    .description('look for options of a method by random trials, on a part of the training examples that is set apart')
    .addArgument(oneMethod())
    .option('--over <RANGES>', 'what is looked for, such as rate=log:1e-3..1,memory=whole:50..500,optimiser=sgd|adam')
    .option('--space <FILE.json>', 'the same as a file: { "rate": { "from": 0.001, "to": 1, "scale": "log" } }')
    .option('--trials <N>', 'how many are tried', '20')
    .option('--halving <N>', 'of every N trials on few seeds let the best go on to N times as many (ASHA)')
    .option('--width <N>', 'how many trials are decided at once; the number of workers unless given')
    .option(
      '--by-metric <NAME>',
      "what is best, such as acc or one of your own; the first of the benchmark's unless given",
    )
    .option('--search-seed <S>', 'which random trials; 0 unless given')
    .addOption(settings('OPTION=VALUE', 'other options of the method, the same in all trials'))
    .option('--out <DIR>', 'keep the records there, the trials (CSV, JSON) and pictures of them')
    .option('--resume', 'go on with the records in the folder, inside the task where a run stopped')
    .option('--checkpoint <SECONDS>', 'keep beside its record how far each run is, so often; 30 unless given')
    .option('--force', 'replace the records in the folder')
    .action(async (method: string, flags: SearchFlags) => {
      const { searchCommand } = await import('../commands/search.ts')
      await end(searchCommand(console)(method, flags))
    })
}
