import { Argument } from 'commander'
import type { ListFlags } from '../commands/list.ts'
import { knows } from '../flags/known-values.ts'
import type { Declaring } from './declaring.ts'

export const listGrammar = ({ add, end, console }: Declaring): void => {
  add('list')
    .description('list what can be named')
    .addArgument(
      knows(new Argument('<WHAT>', 'methods, benchmarks, networks or backends'), [
        ...['methods', 'benchmarks', 'networks', 'backends'],
      ]),
    )
    .argument('[NAME]', 'one of them, with all that is known of it, such as the options of a method')
    .option('--json', 'print it as JSON: a list, or one object for NAME')
    .action(async (what: string, name: string | undefined, flags: ListFlags) => {
      const { listCommand } = await import('../commands/list.ts')
      await end(listCommand(console)(what, name, flags))
    })
}
