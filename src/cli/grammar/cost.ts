import type { CostFlags } from '../commands/cost.ts'
import type { Declaring } from './declaring.ts'
import { oneMethod, settings } from './methods-and-options.ts'
import { ofExperiments } from './of-experiments.ts'

export const costGrammar = ({ add, end, console }: Declaring): void => {
  ofExperiments(add('cost'), {
    backend: { about: 'time it on wasm, cpu, node or node-gpu; on all that load unless given', fallback: false },
    without: ['from', 'init'],
  })
    .description(
      'tell what a run will take before it starts, --measure aside: derivatives, work, memory, and the expected time',
    )
    .addArgument(oneMethod())
    .addOption(settings('OPTION=VALUE', 'options of the method (see: retain list methods METHOD)'))
    .action(async (method: string, flags: CostFlags) => {
      const { costCommand } = await import('../commands/cost.ts')
      await end(costCommand(console)(method, flags))
    })
}
