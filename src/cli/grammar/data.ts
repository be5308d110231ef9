import type { DataFlags } from '../commands/data.ts'
import type { FetchFlags } from '../commands/fetch.ts'
import type { Declaring } from './declaring.ts'

export const dataGrammar = ({ add, end, console }: Declaring): void => {
  const data = add('data')
    .description('show what data is there, where it is looked for and what can be fetched')
    .enablePositionalOptions()
    .option('--data <DIR>', 'look into this folder too')
    .action(async (flags: DataFlags) => {
      const { dataCommand } = await import('../commands/data.ts')
      await end(dataCommand(console)(flags))
    })

  add('fetch', { to: data })
    .description('fetch a data set that is published, and check it')
    .argument('<NAME>', 'which (see: retain data)')
    .option('--data <DIR>', 'the folder that holds data sets, each in a folder of its name; `data` unless given')
    .option('--quiet', 'no progress')
    .action(async (name: string, flags: FetchFlags) => {
      const { fetchCommand } = await import('../commands/fetch.ts')
      await end(fetchCommand(console)(name, { ...data.opts<DataFlags>(), ...flags }))
    })
}
