/**
 * The rows of the bench in this tree of sources and in another, in turn: ratios of the processor's seconds a step, this tree to the other,
 * with the 95 % interval of their median.
 *
 *   npx tsx bench/trees.ts ../other [--rounds 31] [--rows EMCL]
 *
 * The other tree needs its node_modules. A ratio above 1 says that this tree is slower.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '31' }, rows: { type: 'string', default: '' } },
})
const other = positionals[0]
if (other === undefined) {
  console.error('trees: the folder of another tree of sources')
  process.exit(2)
}

const answer = <A>(child: ChildProcess): Promise<A> =>
  new Promise((done, failed) => {
    const ended = (code: number | null): void => failed(new Error(`a tree ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (said) => {
      child.off('exit', ended)
      done(said as A)
    })
  })

const start = async (tree: string) => {
  const child = fork(fileURLToPath(new URL('tree-rows.ts', import.meta.url)), [tree], {
    execArgv: ['--import', 'tsx'],
  })
  const rows = await answer<readonly string[]>(child)
  return {
    rows,
    seconds: (row: string, steps: number): Promise<number> => {
      const told = answer<number>(child)
      child.send({ row, steps })
      return told
    },
    end: () => child.kill(),
  }
}

/** The median, and the order statistics that hold it with 95 % by the normal approximation of a sign test. */
const median = (ratios: readonly number[]) => {
  const sorted = [...ratios].sort((a, b) => a - b)
  const n = sorted.length
  const reach = (1.96 * Math.sqrt(n)) / 2
  const nth = (i: number): number => sorted[Math.min(n - 1, Math.max(0, i))]!
  return { of: nth(Math.floor(n / 2)), low: nth(Math.floor(n / 2 - reach)), high: nth(Math.ceil(n / 2 + reach)) }
}

const [own, theirs] = [await start(fileURLToPath(new URL('..', import.meta.url))), await start(other)]
for (const row of own.rows.filter((name) => name.includes(flags.rows))) {
  // Both are warm, and a block takes about a fifth of a second.
  await own.seconds(row, 30)
  await theirs.seconds(row, 30)
  const steps = Math.max(5, Math.ceil(0.2 / (await own.seconds(row, 30))))
  const ratios: number[] = []
  for (let round = 0; round < Number(flags.rounds); round += 1) {
    const order = round % 2 === 0 ? [own, theirs] : [theirs, own]
    const [first, second] = [await order[0]!.seconds(row, steps), await order[1]!.seconds(row, steps)]
    ratios.push(round % 2 === 0 ? first / second : second / first)
  }
  const { of, low, high } = median(ratios)
  console.log(`${row}: ${of.toFixed(3)} (95 %: ${low.toFixed(3)} to ${high.toFixed(3)}), ${ratios.length} pairs`)
}
own.end()
theirs.end()
