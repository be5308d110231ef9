import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The flags of a benchmark that a search tries quickly: two tasks of points on waves, in a file of a folder. */
export const smallIn = (folder: string): string => {
  const stream = join(folder, 'stream.ts')
  writeFileSync(
    stream,
    `import { dataSet, defineBenchmark, permuted } from 'retain-lang'
const inputs = Array.from({ length: 250 }, (_, i) => [Math.cos(i), Math.sin(i), Math.cos(3 * i), Math.sin(5 * i)])
const labels = inputs.map(([x = 0, y = 0, z = 0]) => (x + y * z > 0 ? 1 : 0))
export default defineBenchmark({ name: 'small', tasks: 2, network: 'mlp-16', data: dataSet({ name: 'waves', train: { inputs, labels } }), rule: permuted })
`,
  )
  return `--benchmark ${stream} --backend wasm --quiet`
}

/** What `retain search --json` prints. */
export interface Found {
  readonly evaluate: string
  readonly trials: readonly {
    readonly label: string
    readonly options: Readonly<Record<string, number>>
    readonly seeds: number
    readonly value: number | null
  }[]
  readonly best: { readonly label: string; readonly options: Readonly<Record<string, number>>; readonly set: string }
}
