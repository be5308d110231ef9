import type { Vocabulary, Word } from './vocabulary.ts'

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const values = ({ values: words }: Pick<Word, 'values'>): string =>
  words.length === 0 ? '' : ` -a ${quoted(words.join(' '))}`

const lines = (of: Vocabulary, when: string): readonly string[] => {
  const line = `complete -c retain -n ${quoted(when)}`
  const inner = of.commands.map(({ name }) => name)
  const here = inner.length === 0 ? when : `${when}; and not __fish_seen_subcommand_from ${inner.join(' ')}`
  return [
    ...of.flags.map(
      ({ name, short, about, takes, ...rest }) =>
        `${line} -l ${name.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}${takes === undefined ? '' : rest.files ? ' -r -F' : ' -x'}${values(rest)} -d ${quoted(about)}`,
    ),
    ...of.words.map((word) => `${line} ${word.files ? '-F' : '-f'}${values(word)}`),
    ...of.commands.flatMap((command) => [
      `complete -c retain -n ${quoted(here)} -f -a ${command.name} -d ${quoted(command.about)}`,
      ...lines(command, `__fish_seen_subcommand_from ${command.name}`),
    ]),
  ]
}

/** What fish is to know. */
export const fishCompletion = (
  of: Vocabulary,
): string => `# Completion of retain for fish. For this shell:  retain completion fish | source
${lines({ ...of, flags: [] }, '__fish_use_subcommand').join('\n')}
`
