import type { Command } from 'commander'
import { table } from '../../experiment/settings/index.ts'
import { addSetting, type Own } from '../flags/setting-flags.ts'

/** The flags of every setting of an experiment, but those that a command has in its own place or says in its own way. */
export const ofExperiments = (
  command: Command,
  own: {
    readonly backend?: Own
    readonly benchmark?: Own
    readonly evaluate?: Own
    readonly without?: readonly (keyof typeof table)[]
  } = {},
): Command =>
  (Object.keys(table) as readonly (keyof typeof table)[])
    .filter((name) => name !== 'seeds' && !(own.without ?? []).includes(name))
    .reduce(
      (so, name) =>
        addSetting(so, name, name === 'backend' || name === 'benchmark' || name === 'evaluate' ? own[name] : undefined),
      command,
    )
    .option('--json', 'print one JSON object instead of a summary; accuracies are fractions')
    .option('--quiet', 'no progress')
