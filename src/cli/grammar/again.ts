import type { AgainFlags } from '../commands/again.ts'
import type { Declaring } from './declaring.ts'

export const againGrammar = ({ add, end, console }: Declaring): void => {
  add('again')
    .description('run what a record says that was run, anew, and say which numbers are others')
    .argument('<RECORD>', 'a record, as --out of run leaves it, or one of a comparison')
    .option('--seeds <LIST>', 'only these runs of it, such as 0,1,2 or 0-4')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .action(async (record: string, flags: AgainFlags) => {
      const { againCommand } = await import('../commands/again.ts')
      await end(againCommand(console)(record, flags))
    })
}
