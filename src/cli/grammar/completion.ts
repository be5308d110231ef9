import { Argument } from 'commander'
import { knows } from '../flags/known-values.ts'
import type { Declaring } from './declaring.ts'

export const completionGrammar = ({ add, end, console, retain }: Declaring): void => {
  add('completion')
    .description('print what a shell is to know to complete command lines: source <(retain completion bash)')
    .addArgument(knows(new Argument('<SHELL>', 'bash, zsh or fish'), ['bash', 'zsh', 'fish']))
    .action(async (shell: string) => {
      const { completionCommand } = await import('../commands/completion.ts')
      await end(completionCommand(console)(shell, retain))
    })
}
