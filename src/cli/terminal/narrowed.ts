import { wrapped } from './console.ts'

/** The text with its lines broken where they are longer than `columns`: what is left over stands further in. */
export const narrowed = (text: string, columns: number): string =>
  text
    .split('\n')
    .map((line) => {
      if (line.length <= columns) return line
      const indent = /^ */.exec(line)?.[0] ?? ''
      return `${indent}${wrapped(line.trimStart(), columns - indent.length, '  ').replaceAll(/ *\n/g, `\n${indent}`)}`
    })
    .join('\n')
