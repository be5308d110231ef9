import { Argument } from 'commander'
import type { SetupFlags } from '../commands/setup.ts'
import { knows } from '../flags/known-values.ts'
import type { Declaring } from './declaring.ts'

export const setupGrammar = ({ add, end, console }: Declaring): void => {
  add('setup')
    .description('set up what npm does not bring: the own library of TensorFlow, under the home folder')
    .addArgument(knows(new Argument('<WHAT>', 'tensorflow'), ['tensorflow']))
    .addArgument(
      knows(new Argument('[DEVICE]', 'cpu or gpu; gpu where the driver of NVIDIA is there, unless given'), [
        ...['cpu', 'gpu'],
      ]),
    )
    .option('--cuda <WHOSE>', "wheels of NVIDIA, or the machine's own, of CUDA 12 or 13; what is there unless given")
    .option('--own', 'also where the package has a library of its own that works')
    .option('--remove', 'take away all that was set up')
    .option('--quiet', 'no progress')
    .action(async (what: string, device: string | undefined, flags: SetupFlags) => {
      const { setupCommand } = await import('../commands/setup.ts')
      await end(setupCommand(console)(what, device, flags))
    })
}
