import type { RunFlags } from '../commands/run.ts'
import { knows } from '../flags/known-values.ts'
import { logFlag } from '../flags/log-flag.ts'
import { addSetting, listed } from '../flags/setting-flags.ts'
import type { Declaring } from './declaring.ts'
import { oneMethod, settings } from './methods-and-options.ts'
import { ofExperiments } from './of-experiments.ts'

export const runGrammar = ({ add, end, console }: Declaring): void => {
  addSetting(
    ofExperiments(add('run'), {
      benchmark: {
        about:
          'what to learn (see: retain list benchmarks), or a file that exports one; with a learner of --from its own',
        needed: false,
      },
    }),
    'seeds',
  )
    .description('run a method on a benchmark and print how well it learned and remembered')
    .addArgument(
      oneMethod(
        'a name (see: retain list methods) or the file of a method, such as ./mine.ts; with --from that of the learner',
        '[METHOD]',
      ),
    )
    .addOption(settings('OPTION=VALUE', 'options of the method (see: retain list methods METHOD)'))
    .option('--out <FILE.jsonl>', 'keep a record of the runs, a line an event')
    .option('--save <DIR>', 'keep what was learned: the network and all that its method keeps; a folder a seed')
    .option('--save-each', 'keep it after each task, in DIR/after-1, DIR/after-2 and so on')
    .addOption(
      knows(
        listed(
          '--plot <KIND...>',
          'draw accuracy, error, adaptation, online or fisher, as SVG beside the record or in this folder',
        ),
        ['accuracy', 'error', 'adaptation', 'online', 'fisher'],
      ),
    )
    .addOption(logFlag())
    .option('--resume', 'go on with the record, inside the task where a run stopped')
    .option('--checkpoint <SECONDS>', 'keep beside the record how far a run is, so often; 30 unless given')
    .option('--force', 'replace the record, the plots, the logs and the saved learner if they exist')
    .action(async (method: string | undefined, flags: RunFlags) => {
      const { runCommand } = await import('../commands/run.ts')
      await end(runCommand(console)(method, flags))
    })
}
