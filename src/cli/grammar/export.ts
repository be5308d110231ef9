import { Option } from 'commander'
import type { ExportFlags } from '../commands/export.ts'
import { knows } from '../flags/known-values.ts'
import type { Declaring } from './declaring.ts'
import { oneTask, ownNetwork } from './saved-learner.ts'

export const exportGrammar = ({ add, end, console }: Declaring): void => {
  add('export')
    .description('write a saved learner in a format that other programs read')
    .argument('<DIR>', 'a saved learner (see: retain run --save)')
    .addOption(
      knows(
        new Option(
          '--to <FORMAT>',
          'onnx (model.onnx), tfjs (model.json and numbers.bin, a graph model), or npz (weights.npz)',
        ).makeOptionMandatory(),
        ['onnx', 'tfjs', 'npz'],
      ),
    )
    .option('--out <DIR>', 'write into this folder; into that of the learner unless given')
    .option(...oneTask)
    .option(...ownNetwork)
    .option('--force', 'replace the files if they exist')
    .action(async (folder: string, flags: ExportFlags) => {
      const { exportCommand } = await import('../commands/export.ts')
      await end(exportCommand(console)(folder, flags))
    })
}
