import type { Command, Option } from 'commander'
import { type Elsewhere, type Known, knownOf } from '../flags/known-values.ts'

/** A flag as a shell completes it. */
export interface Flag {
  /** `--seeds`, or `--no-normalise`. */
  readonly name: string
  /** `-h`, where there is one. */
  readonly short?: string
  readonly about: string
  /** What its value is called; not there where it has none. */
  readonly takes?: string
  readonly values: readonly string[]
  readonly files: boolean
}

/** An argument as a shell completes it. */
export interface Word {
  readonly name: string
  readonly values: readonly string[]
  readonly files: boolean
  /** Whether it is several with commas between them. */
  readonly several: boolean
}

/** A command as a shell completes it. */
export interface Vocabulary {
  readonly name: string
  readonly about: string
  readonly flags: readonly Flag[]
  readonly words: readonly Word[]
  readonly commands: readonly Vocabulary[]
}

/** The names that are found elsewhere. */
export type Names = Readonly<Record<Exclude<Elsewhere, 'files'>, readonly string[]>>

const valuesIn = (names: Names, { words, elsewhere }: Known): readonly string[] => [
  ...words,
  ...elsewhere.flatMap((one) => (one === 'files' ? [] : names[one])),
]

const flagOf =
  (names: Names) =>
  (option: Option): Flag => {
    const known = knownOf(option)
    const takes = /[<[]([^>\].]+)/.exec(option.flags)?.[1]
    return {
      name: option.long ?? option.flags,
      ...(option.short === undefined ? {} : { short: option.short }),
      about: option.description,
      ...(takes === undefined ? {} : { takes }),
      values: valuesIn(names, known),
      files: known.elsewhere.includes('files') || /DIR|FILE|FOLDER/.test(takes ?? ''),
    }
  }

/** What a command and those below it know, from their definitions; hidden ones are left out. */
export const vocabularyOf = (command: Command, names: Names): Vocabulary => {
  const help = command.createHelp()
  return {
    name: command.name(),
    about: command.description(),
    flags: help.visibleOptions(command).map(flagOf(names)),
    words: command.registeredArguments.map((argument) => {
      const known = knownOf(argument)
      return {
        name: argument.name(),
        values: valuesIn(names, known),
        files: known.elsewhere.includes('files') || /DIR|FILE|FOLDER/.test(argument.name()),
        several: argument.name() === 'METHODS',
      }
    }),
    commands: help.visibleCommands(command).map((one) => vocabularyOf(one, names)),
  }
}

/** All commands, each by the words that lead to it: `run`, `data fetch`. */
export const flattened = (of: Vocabulary): readonly (readonly [string, Vocabulary])[] =>
  of.commands.flatMap((command) => [
    [command.name, command] as const,
    ...flattened(command).map(([way, one]) => [`${command.name} ${way}`, one] as const),
  ])
