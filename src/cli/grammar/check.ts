import type { CheckFlags } from '../commands/check.ts'
import type { Declaring } from './declaring.ts'
import { oneMethod } from './methods-and-options.ts'

export const checkGrammar = ({ add, end, console }: Declaring): void => {
  add('check')
    .description(
      'put a method, or the penalties, networks, benchmarks or metrics of a file, under the laws that they must obey',
    )
    .addArgument(oneMethod('a name (see: retain list methods) or a file, such as ./mine.ts'))
    .option('--runs <N>', 'random cases a law; 20 for methods, 100 for penalties and 5 for networks unless given')
    .option('--seed <S>', 'which random cases; 0 unless given')
    .option('--law <N>', 'one law only, by its number')
    .option('--path <P>', 'one case only, as a law that fails prints it')
    .option('--quiet', 'no progress')
    .action(async (method: string, flags: CheckFlags) => {
      const { checkCommand } = await import('../commands/check.ts')
      await end(checkCommand(console)(method, flags))
    })
}
