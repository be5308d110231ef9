import { Option } from 'commander'
import type { ReportFlags } from '../commands/report.ts'
import { knows } from '../flags/known-values.ts'
import type { Declaring } from './declaring.ts'

export const reportGrammar = ({ add, end, console }: Declaring): void => {
  add('report')
    .description('make one page, or a table for LaTeX, of all records in a folder and below')
    .argument('<FOLDER>', 'what holds records: the folder of a comparison, or any other')
    .addOption(
      knows(
        new Option('--format <FORM>', 'html, a page that refers to nothing outside, or latex (booktabs)').default(
          'html',
        ),
        ['html', 'latex'],
      ),
    )
    .option('--out <FILE>', 'where to; report.html in the folder, and LaTeX is printed, unless given')
    .option('--force', 'replace the file if it exists')
    .action(async (folder: string, flags: ReportFlags) => {
      const { reportCommand } = await import('../commands/report.ts')
      await end(reportCommand(console)(folder, flags))
    })
}
