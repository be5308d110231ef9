import { Option } from 'commander'
import type { ExplainFlags } from '../commands/explain.ts'
import { knows } from '../flags/known-values.ts'
import { addSetting } from '../flags/setting-flags.ts'
import type { Declaring } from './declaring.ts'
import { oneMethod, settings } from './methods-and-options.ts'

export const explainGrammar = ({ add, end, console }: Declaring): void => {
  const explain = add('explain')
    .description('print a method as an algorithm, in the notation of papers')
    .addArgument(oneMethod())
    .addOption(
      knows(new Option('--format <FORM>', 'unicode, markdown, latex, or json, which can be run').default('unicode'), [
        'unicode',
        'markdown',
        'latex',
        'json',
      ]),
    )
    .addOption(settings('OPTION=VALUE', 'options of the method (see: retain list methods METHOD)'))
    .option('--expand', 'show what stands behind each name')
  addSetting(explain, 'benchmark', { about: 'as it is run there: with the memory of its protocol', needed: false })
  addSetting(explain, 'tasks', { about: "on so many tasks; the benchmark's own number unless given" })
  addSetting(explain, 'memory', {
    about: "examples remembered of all tasks; the benchmark's own number unless given",
  }).action(async (method: string, flags: ExplainFlags) => {
    const { explainCommand } = await import('../commands/explain.ts')
    await end(explainCommand(console)(method, flags))
  })
}
