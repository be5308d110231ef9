/** Twelve colours that are told apart on white; with more methods the next twelve lines are dashed. */
const colours = [
  '#4269d0',
  '#d9790a',
  '#3a9147',
  '#c73a3f',
  '#8a5cc2',
  '#8c5a3c',
  '#d64f9c',
  '#6b7280',
  '#9a9a1a',
  '#1ca0b5',
  '#85b8e8',
  '#e3b505',
]

const dashes: readonly (readonly number[])[] = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
]

/** The colour and the dashes of each method, by its place. */
export const coloursFor = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => colours[i % colours.length] ?? 'black')

export const dashesFor = (count: number): readonly (readonly number[])[] =>
  Array.from({ length: count }, (_, i) => dashes[Math.floor(i / colours.length) % dashes.length] ?? [1, 0])
