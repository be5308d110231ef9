import type { Command, CommanderError } from 'commander'
import { type Fault, fault, unknownName } from '../../fault.ts'

const quotedIn = (text: string): string => /'([^']*)'/.exec(text)?.[1] ?? ''

const flagOf = (text: string): string => /--[\w-]+/.exec(text)?.[0] ?? text

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`

/** What the parser of the command line found wrong, in the shape of all faults. */
export const commanderFault = (command: Command, error: CommanderError): Fault => {
  const where = nameOf(command)
  const hint = `see ${where} --help`
  const named = quotedIn(error.message)
  switch (error.code) {
    case 'commander.unknownOption': {
      const known = [...command.options.flatMap(({ long }) => long ?? []), '--help']
      const [flag = named] = named.split('=')
      return known.includes(flag)
        ? fault({ where, rule: `${flag} takes no value`, got: `\`${named}\``, hint })
        : unknownName({ where, what: 'flag', name: flag, known })
    }
    case 'commander.missingArgument':
      return fault({ where, rule: `the argument ${named.toUpperCase()} must be given`, got: 'nothing', hint })
    case 'commander.excessArguments':
      return fault({
        where,
        rule: `there must be ${command.registeredArguments.length === 1 ? 'one argument' : `${command.registeredArguments.length || 'no'} arguments`}`,
        got: command.args.map((arg) => `\`${arg}\``).join(', '),
        hint,
      })
    case 'commander.missingMandatoryOptionValue':
      return fault({ where, rule: `${flagOf(named)} must be given`, got: 'nothing', hint })
    case 'commander.optionMissingArgument':
      return fault({ where, rule: `${flagOf(named)} must have a value`, got: 'none', hint })
    default:
      return fault({ where, rule: error.message.replace(/^error: /, '').replace(/\.$/, ''), hint })
  }
}
