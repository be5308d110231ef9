import type { Wire } from '../worker/wire.ts'

/** Where text goes: a stream of the process, or one that stands for it. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

/** What a command may touch of the process it runs in. */
export interface Console {
  /** For results. */
  readonly out: Output
  /** For progress and faults. */
  readonly err: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal
  /** Starts a worker. */
  readonly start: () => Wire
}

/** How many columns text may take: those of a terminal, else 80. */
export const columnsOf = (output: Output): number =>
  output.isTTY === true && output.columns !== undefined && output.columns > 0 ? output.columns : 80

/** Whether colours are wanted: on a terminal, unless NO_COLOR or a dumb terminal says otherwise. */
export const colourful = (output: Output, env: Console['env']): boolean =>
  (env.NO_COLOR ?? '') === '' && ((env.FORCE_COLOR ?? '') !== '' || (output.isTTY === true && env.TERM !== 'dumb'))

/** The word in pieces that fit into a line: a path may be longer than that. */
const pieces = (word: string, room: number): readonly string[] =>
  word.length <= room || room < 1 ? [word] : (word.match(new RegExp(`.{1,${room}}`, 'gsu')) ?? [word])

/** Text in lines of at most `columns` letters, broken at spaces where there are any; each line but the first is indented. */
export const wrapped = (text: string, columns: number, indent: string): string => {
  const lines: string[] = []
  for (const word of text.split(' ').flatMap((one) => pieces(one, columns - indent.length))) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(last === undefined ? word : `${indent}${word}`)
  }
  return lines.join('\n')
}
