import { flattened, type Vocabulary, type Word } from './vocabulary.ts'

/** A text as bash reads it back. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

const list = (words: readonly string[]): string => quoted(words.join(' '))

/** The flags of a command after which a value comes. */
const takersOf = ([way, { flags }]: readonly [string, Vocabulary]): readonly string[] => {
  const takers = flags.filter(({ takes }) => takes !== undefined).map(({ name }) => quoted(`${way} ${name}`))
  return takers.length === 0 ? [] : [`      ${takers.join(' | ')}) skip=1 && continue ;;`]
}

/** A branch for a word that follows a flag or stands at a place: what it may be, and whether files are. */
const branch = (pattern: string, { values, files }: Pick<Word, 'values' | 'files'>): string =>
  `    ${pattern}) words=${list(values)} files=${files ? 1 : ''} ;;`

const flagsOf = ({ flags }: Vocabulary): readonly string[] =>
  flags.flatMap(({ name, short }) => (short === undefined ? [name] : [name, short]))

const valuesOf = ([way, { flags }]: readonly [string, Vocabulary]): readonly string[] =>
  flags.flatMap((flag) => (flag.takes === undefined ? [] : [branch(quoted(`${way} ${flag.name}`), flag)]))

const placesOf = ([way, { words, commands }]: readonly [string, Vocabulary]): readonly string[] => [
  ...words.map((word, i) => branch(quoted(`${way} ${i}`), word)),
  ...(commands.length === 0
    ? []
    : [branch(quoted(`${way} 0`), { values: commands.map(({ name }) => name), files: false })]),
]

/**
 * What bash is to know: after a flag that takes a value its values, else flags where a word begins with a hyphen, else what stands at
 * that place. Of several names with commas between them the last is completed.
 */
export const bashCompletion = (of: Vocabulary): string => {
  const all = flattened(of)
  return `# Completion of retain for bash. For this shell:  source <(retain completion bash)
_retain() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} way= place=0 words= files= known= skip= i word
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [ -n "$skip" ]; then skip=; continue; fi
    case "$way $word" in
${all.flatMap(takersOf).join('\n')}
    esac
    case "$word" in -*) continue ;; esac
    case "\${way:+$way }$word" in
      ${all.map(([way]) => quoted(way)).join('|')}) way="\${way:+$way }$word" place=0 ;;
      *) place=$((place + 1)) ;;
    esac
  done
  case "$way $before" in
${all.flatMap(valuesOf).join('\n')}
    *) known=no ;;
  esac
  if [ -n "$known" ]; then
    case "$current" in
      -*)
        case "$way" in
${all.map(([way, one]) => `          ${quoted(way)}) words=${list(flagsOf(one))} ;;`).join('\n')}
          *) words=${list(flagsOf(of))} ;;
        esac
        ;;
      *)
        case "$way $place" in
${all.flatMap(placesOf).join('\n')}
    ' 0') words=${list(of.commands.map(({ name }) => name))} ;;
        esac
        ;;
    esac
  fi
  local prefix=
  case "$way $current" in
${all.flatMap(([way, { words }]) => (words.some(({ several }) => several) ? [`    ${quoted(`${way} `)}*,*) prefix=\${current%,*}, current=\${current##*,} ;;`] : [])).join('\n')}
  esac
  COMPREPLY=($(compgen -P "$prefix" -W "$words" -- "$current"))
  if [ -n "$files" ]; then COMPREPLY+=($(compgen -P "$prefix" -f -- "$current")); fi
}
complete -o filenames -F _retain retain
`
}
