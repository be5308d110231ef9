import { type Command, Option } from 'commander'
import { type Setting, table } from '../../experiment/settings/index.ts'
import { type Elsewhere, knows } from './known-values.ts'

/** A flag that may be given several times, each with several values. */
export const listed = (form: string, about: string): Option =>
  new Option(form, about).argParser((value: string, so: readonly string[] = []): readonly string[] => [...so, value])

/** What a command says of a setting in its own way; without `own`, that it isn't given is left to the command. */
export interface Own {
  readonly about?: string
  readonly fallback?: false
  readonly needed?: false
}

/** Settings whose values are named elsewhere. */
const elsewhere = (form: string): readonly Elsewhere[] =>
  form.startsWith('--benchmark') ? ['benchmarks'] : form.startsWith('--network') ? ['networks', 'files'] : []

/** The flags of a setting: one, and one that says the contrary where there is one. */
export const flagsOf = (
  {
    flag,
    fallback,
    needed,
    read,
  }: Pick<Setting<never, never, boolean, boolean>, 'flag' | 'fallback' | 'needed'> & {
    readonly read?: { readonly known?: readonly string[] }
  },
  own: Own = {},
): readonly Option[] => {
  const about = own.about ?? flag.about
  const option = flag.form.endsWith('...>') ? listed(flag.form, about) : new Option(flag.form, about)
  const usual = own.fallback ?? fallback
  if (typeof usual === 'string') option.default(usual)
  knows(option, read?.known ?? [], ...elsewhere(flag.form))
  return [
    option.makeOptionMandatory(needed && fallback === undefined && own.needed !== false),
    ...(flag.denied === undefined ? [] : [new Option(flag.denied.form, flag.denied.about)]),
  ]
}

/** Gives a command the flags of a setting. */
export const addSetting = (command: Command, name: keyof typeof table, own?: Own): Command =>
  flagsOf(table[name], own).reduce((so, option) => so.addOption(option), command)
