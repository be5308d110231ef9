import type { Command } from 'commander'
import { type Fault, fault } from '../fault.ts'

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

/** What no command can mean by its flags: a value that is empty, or the same thing said in two ways. Flags that make lists may come often. */
export const flagFault = (command: Command, written: readonly Written[]): Fault | undefined => {
  const lists = new Set(
    command.options.filter(({ parseArg }) => parseArg !== undefined).map(({ long, flags }) => long ?? flags),
  )
  const empty = written.find(({ value }) => typeof value === 'string' && value.trim() === '')
  if (empty !== undefined)
    return fault({
      where: empty.flag,
      rule: 'the value must not be empty',
      got: `\`${String(empty.value)}\``,
      hint: `give it a value, or leave ${empty.flag} away`,
    })
  const single = written.filter(({ flag }) => !lists.has(flag))
  const bare = (flag: string): string => flag.replace(/^--no-/, '--')
  const twice = single.find((one, i) =>
    single
      .slice(0, i)
      .some((other) => bare(other.flag) === bare(one.flag) && (other.flag !== one.flag || other.value !== one.value)),
  )
  if (twice === undefined) return undefined
  const said = single.filter(({ flag }) => bare(flag) === bare(twice.flag))
  return fault({
    where: bare(twice.flag),
    rule: 'it must be said once',
    got: said.map(({ flag, value }) => (typeof value === 'string' ? `${flag} ${value}` : flag)).join(' and '),
    hint: 'leave all but one of them away',
  })
}
