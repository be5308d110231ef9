import { readdirSync, writeFileSync, mkdirSync } from 'node:fs'
import { readRecordFile, recordedRuns } from '../src/experiment/index.ts'
import { standingsOf } from '../src/cli/compare/standing.ts'
import { figuresOf } from '../src/cli/compare/figures.ts'
import { pageOf } from '../src/cli/compare/page.ts'
const dir = 'docs/records/' + process.argv[2] + '/'
const labels = readdirSync(dir).filter(n => n.endsWith('.jsonl')).map(n => n.slice(0, -6)).slice(0, Number(process.argv[3] ?? 14))
const runs = new Map<any, any>()
for (const label of labels) { const e: any = await readRecordFile(dir + label + '.jsonl')(); for (const r of recordedRuns(e.right)) runs.set({ label }, r) }
const st = standingsOf(labels, runs)
mkdirSync('/tmp/plots', { recursive: true })
const figs = await figuresOf(st)
for (const f of figs) writeFileSync('/tmp/plots/' + f.name + '.svg', f.svg)
writeFileSync('/tmp/plots/index.html', pageOf(st, [0,1,2,3,4], figs))
