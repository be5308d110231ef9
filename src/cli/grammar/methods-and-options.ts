import { Argument, Option } from 'commander'
import { knows } from '../flags/known-values.ts'
import { listed } from '../flags/setting-flags.ts'

/** The method of a command. */
export const oneMethod = (
  about = 'a name (see: retain list methods) or the file of a method, such as ./mine.ts',
  form = '<METHOD>',
): Argument => knows(new Argument(form, about), [], 'methods', 'files')

/** Values for options of methods. */
export const settings = (form: string, about: string): Option =>
  listed(`--set <${form}...>`, about).default([], 'as listed')

/** The method that a file of one's own starts from. */
export const startsFrom = (): Option =>
  knows(new Option('--from <METHOD>', 'a method that comes with Retain, to start from'), [], 'methods')
