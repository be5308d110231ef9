import type { InitFlags } from '../commands/init.ts'
import type { Declaring } from './declaring.ts'
import { startsFrom } from './methods-and-options.ts'

export const initGrammar = ({ add, end, console }: Declaring): void => {
  add('init')
    .description('begin a project of your own: a package with a method, its test and a page that says what to do')
    .argument('<DIR>', 'the folder that it is to be in')
    .addOption(startsFrom())
    .option('--force', 'replace the files if they exist')
    .action(async (folder: string, flags: InitFlags) => {
      const { initCommand } = await import('../commands/init.ts')
      await end(initCommand(console)(folder, flags))
    })
}
