import { Argument } from 'commander'
import type { CompareFlags } from '../commands/compare.ts'
import { addEngine } from '../flags/engine-flags.ts'
import { knows } from '../flags/known-values.ts'
import { logFlag } from '../flags/log-flag.ts'
import { addSetting } from '../flags/setting-flags.ts'
import type { Declaring } from './declaring.ts'
import { settings } from './methods-and-options.ts'
import { ofExperiments } from './of-experiments.ts'

export const compareGrammar = ({ add, end, console }: Declaring): void => {
  addEngine(
    addSetting(ofExperiments(add('compare'), { without: ['from'] }), 'seeds', {
      about: 'a run a seed and method, such as 0,1,2 or 0-4',
    }),
  )
    .description(
      'run methods on a benchmark side by side and print the table: accuracy, forgetting, and what they take',
    )
    .addArgument(
      knows(
        new Argument(
          '<METHODS>',
          'names or files of methods with commas between them, such as ewc,emcl:lambda=1,./mine.ts',
        ),
        [],
        'methods',
        'files',
      ),
    )
    .addOption(
      settings(
        'METHOD.OPTION=VALUE',
        'options of one of the methods, or of all that have it; several values are variants',
      ),
    )
    .option('--out <DIR>', 'keep the records there, the table (Markdown, CSV, JSON) and a page with figures')
    .addOption(logFlag())
    .option('--resume', 'go on with the records in the folder, inside the task where a run stopped')
    .option('--checkpoint <SECONDS>', 'keep beside its record how far each run is, so often; 30 unless given')
    .option('--force', 'replace the records in the folder')
    .action(async (methods: string, flags: CompareFlags) => {
      const { compareCommand } = await import('../commands/compare.ts')
      await end(compareCommand(console)(methods, flags))
    })
}
