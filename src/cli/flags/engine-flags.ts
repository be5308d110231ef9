import { type Command, Option } from 'commander'
import { knows } from './known-values.ts'
import { listed } from './setting-flags.ts'

/** The flags that say who carries out the runs of a command. */
export const addEngine = (command: Command): Command =>
  command
    .option('--workers <N>', 'how many runs at a time on this machine; the number of cores unless given')
    .addOption(
      knows(
        new Option('--engine <WHICH>', 'threads of this machine, or slurm: an array of jobs on a cluster').default(
          'threads',
        ),
        ['threads', 'slurm'],
      ),
    )
    .option('--partition <NAME>', 'slurm: which part of the cluster')
    .option('--time <LIMIT>', 'slurm: how long an element of the array may run, such as 4:00:00')
    .option('--array-limit <N>', 'slurm: how many elements at a time, each a run at a time; 100 unless given')
    .addOption(listed('--sbatch <OPTION...>', 'slurm: further options of sbatch, such as --sbatch=--gres=gpu:1'))
