import type { NewFlags } from '../commands/new.ts'
import type { Declaring } from './declaring.ts'
import { startsFrom } from './methods-and-options.ts'

export const newGrammar = ({ add, end, console }: Declaring): void => {
  add('new')
    .description('write the file of a method of your own, and its test')
    .argument('<NAME>', 'what it is to be called, such as mine')
    .addOption(startsFrom())
    .option('--force', 'replace the files if they exist')
    .action(async (name: string, flags: NewFlags) => {
      const { newCommand } = await import('../commands/new.ts')
      await end(newCommand(console)(name, flags))
    })
}
