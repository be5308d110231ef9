import type { Flag, Vocabulary, Word } from './vocabulary.ts'

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** A text inside a specification, whose brackets and colons mean something. */
const told = (text: string): string => text.replaceAll(/[[\]:\\]/g, '\\$&')

/** What a value may be, as \`_arguments\` takes it: these words, files, or anything. */
const action = ({ values, files }: Pick<Word, 'values' | 'files'>): string =>
  values.length > 0 && !files
    ? `(${values.join(' ')})`
    : files && values.length > 0
      ? `{_files; compadd ${values.join(' ')}}`
      : files
        ? '_files'
        : ' '

const flag = ({ name, short, about, takes, ...rest }: Flag): readonly string[] =>
  [name, ...(short === undefined ? [] : [short])].map((one) =>
    quoted(`*${one}[${told(about)}]${takes === undefined ? '' : `:${told(takes)}:${action(rest)}`}`),
  )

const word = (of: Word, i: number): string =>
  quoted(`${i + 1}:${told(of.name)}:${of.several ? `_sequence compadd - ${of.values.join(' ')}` : action(of)}`)

const described = ({ name, about }: Vocabulary): string => quoted(`${told(name)}:${about}`)

const functionOf = (of: Vocabulary, name: string): string => {
  const flags = of.flags.flatMap(flag)
  const line = (words: readonly string[]): string => `  _arguments -s ${words.join(' \\\n    ')}`
  if (of.commands.length === 0) return `${name}() {\n${line([...flags, ...of.words.map(word)])}\n}\n`
  const inner = of.commands.map((command) => functionOf(command, `${name}_${command.name}`))
  const cases = of.commands.map((command) => `    ${command.name}) ${name}_${command.name} ;;`)
  return `${inner.join('')}${name}() {
  local state
  local -a commands=(${of.commands.map(described).join(' ')})
  _arguments -C ${[...flags, quoted('1: :->command'), quoted('*:: :->rest')].join(' \\\n    ')}
  case $state in
    command) _describe command commands ;;
    rest)
      case $words[1] in
${cases.join('\n')}
      esac
      ;;
  esac
}
`
}

/** What zsh is to know. It stands in a file \`_retain\` of \`fpath\`, or is read by \`source\`. */
export const zshCompletion = (of: Vocabulary): string => `#compdef retain
# Completion of retain for zsh. For this shell, after compinit:  source <(retain completion zsh)
${functionOf(of, '_retain')}
if [ "$funcstack[1]" = _retain ]; then _retain "$@"; else compdef _retain retain; fi
`
