import type { Declaring } from './declaring.ts'

export const elementGrammar = ({ add, end, console }: Declaring): void => {
  add('element', { hidden: true })
    .description('what an element of an array of a cluster runs: it takes runs of a comparison until none is left')
    .argument('<DIR>', 'the folder of the comparison')
    .action(async (folder: string) => {
      const { elementCommand } = await import('../commands/element.ts')
      await end(elementCommand(console)(folder))
    })
}
