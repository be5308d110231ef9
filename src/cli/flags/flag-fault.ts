import type { Command } from 'commander'
import { type Fault, fault } from '../../fault.ts'

/** A flag as it was written, with its value. */
interface Written {
  readonly flag: string
  readonly value: unknown
}

/** Hears every flag of a command as it is read, in order. */
export const heard = (command: Command): readonly Written[] => {
  const written: Written[] = []
  for (const option of command.options)
    command.on(`option:${option.name()}`, (value: unknown) =>
      written.push({ flag: option.long ?? option.flags, value }),
    )
  return written
}

/** The positive form of a flag: `--normalise` of `--no-normalise`. */
const bare = (flag: string): string => flag.replace(/^--no-/, '--')

/**
 * What no command can mean by its flags: a value that is empty, or a thing that is both asked for and asked to be left away. One that
 * is given again takes the place of the one before, as everywhere.
 */
export const flagFault = (written: readonly Written[]): Fault | undefined => {
  const empty = written.find(({ value }) => typeof value === 'string' && value.trim() === '')
  if (empty !== undefined)
    return fault({
      where: empty.flag,
      rule: 'the value must not be empty',
      got: `\`${String(empty.value)}\``,
      hint: `give it a value, or leave ${empty.flag} away`,
    })
  const flags = written.map(({ flag }) => flag)
  const denied = flags.find((flag) => flag !== bare(flag) && flags.includes(bare(flag)))
  return denied === undefined
    ? undefined
    : fault({
        where: bare(denied),
        rule: 'it must be asked for, or to be left away',
        got: `${bare(denied)} and ${denied}`,
        hint: 'leave one of the two away',
      })
}
