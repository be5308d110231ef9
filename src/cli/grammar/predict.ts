import type { PredictFlags } from '../commands/predict.ts'
import type { Declaring } from './declaring.ts'
import { backend, oneTask, ownNetwork } from './saved-learner.ts'

export const predictGrammar = ({ add, end, console }: Declaring): void => {
  add('predict')
    .description('print what a saved learner says of the inputs in a file')
    .argument('<DIR>', 'a saved learner (see: retain run --save)')
    .requiredOption(
      '--input <FILE>',
      'an image (PNG or JPEG), a CSV with an input a row, or an .npy of one input or many',
    )
    .option(...oneTask)
    .option('--resize', 'bring an image to the size that the network takes')
    .option('--invert', 'take dark for bright: digits of MNIST are white on black')
    .option(...ownNetwork)
    .option(...backend)
    .option('--json', 'print one JSON object; probabilities are fractions')
    .action(async (folder: string, flags: PredictFlags) => {
      const { predictCommand } = await import('../commands/predict.ts')
      await end(predictCommand(console)(folder, flags))
    })
}
