import type { DoctorFlags } from '../commands/doctor.ts'
import type { Declaring } from './declaring.ts'

export const doctorGrammar = ({ add, end, console }: Declaring): void => {
  add('doctor')
    .description('say what Retain finds on this machine: Node.js, backends, memory, data; and what to do')
    .option('--data <DIR>', 'look into this folder for data; `data` unless given')
    .option('--json', 'print one JSON object')
    .action(async (flags: DoctorFlags) => {
      const { doctorCommand } = await import('../commands/doctor.ts')
      await end(doctorCommand(console)(flags))
    })
}
