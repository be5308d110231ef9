import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { latexText } from '../../../src/cli/words/folder-report/latex.ts'
import type { RunStarted } from '../../../src/experiment/protocol/index.ts'
import { openRecordFile } from '../../../src/records/index.ts'
import { right } from '../../experiment/digits.ts'
import { eventsOf, startedAs } from '../../sweep/made.ts'
import { captured } from '../captured.ts'
import { tagsBalance } from '../written.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-report-'))
afterAll(() => rmSync(folder, { recursive: true }))

const keep = (place: string, name: string, acc: number, started: RunStarted): void => {
  mkdirSync(join(folder, place), { recursive: true })
  const file = right(openRecordFile({ path: join(folder, place, `${name}.jsonl`), force: false }))
  for (const event of eventsOf(started, [acc, acc, acc])) right(file.append(event))
  file.close()
}

for (const seed of [0, 1]) {
  keep('one/records', `er-seed${seed}`, 0.5 + seed / 4, startedAs('er', seed))
  keep('two', `a_b & <c>-seed${seed}`, 0.25 + seed / 4, startedAs('ab', seed))
  keep('two', `long-seed${seed}`, 0.5, startedAs('long', seed, { samples: 60 }))
}
writeFileSync(join(folder, 'two', 'torn.jsonl'), 'no record\n')

describe('retain report', () => {
  it('makes one page of all records in a folder, which refers to nothing outside', async () => {
    const { status, out, err } = await captured(['report', folder])
    expect({ status, out }).toEqual({ status: 0, out: `wrote ${join(folder, 'report.html')}: 6 runs of 2 streams\n` })
    expect(err).toMatch(/^left out: record: each line must be an event of a run/)
    const page = readFileSync(join(folder, 'report.html'), 'utf8')
    expect(tagsBalance(page.replace(/<!doctype html>|<meta[^>]*>|<style>[\s\S]*?<\/style>/g, ''))).toBe(true)
    expect(/(src|href)="(?!#)|https?:|@import|url\((?!#)/.exec(page)?.[0]).toBeUndefined()
    expect(page.match(/<section>/g)?.length).toBe(2)
    expect(page.includes('made: 2 tasks of 20 examples, batches of 10, seeds 0, 1')).toBe(true)
    expect(page.includes('<td>a_b &amp; &lt;c&gt;</td><td>37.5 ± 17.7</td>')).toBe(true)
    // Both differ by 25 points at either seed.
    expect(page.includes('<td class="better"><strong>+25.0 ± 0.0</strong></td>')).toBe(true)
    expect(page.includes('<td class="worse"><strong>−25.0 ± 0.0</strong></td>')).toBe(true)
    expect(page.includes('Average accuracy over the tasks learned so far')).toBe(true)
    expect(page.includes('Training time')).toBe(true)
    expect(page.includes('Below the diagonal is what is left')).toBe(true)
  })

  it('prints a table for LaTeX', async () => {
    const { status, out } = await captured(['report', join(folder, 'two'), '--format', 'latex'])
    expect(status).toBe(0)
    expect(out.split('\n\n')[0]).toBe(String.raw`% \usepackage{booktabs}
\begin{table}
  \centering
  \caption{made: 2 tasks of 20 examples, batches of 10, seeds 0, 1. mlp on wasm, judged by test examples. $\pm$ is the standard deviation over seeds; accuracies in percent. The best in bold.}
  \smallskip
  \begin{tabular}{lrrrrrr}
    \toprule
    method & ACC & BWT & learning & training & gradients & memory \\
    \midrule
    a\_b \& $<$c$>$ & $37.5 \pm 17.7$ & $0.0 \pm 0.0$ & $37.5 \pm 17.7$ & 1.0 s & $40$ & $0$ \\
    \bottomrule
  \end{tabular}
\end{table}`)
  })

  it('law: what LaTeX would obey is said, and brackets stay in pairs', () => {
    expect(latexText('50 % of {a_b}\\input^2 ~ #1 & $x$ ∇é')).toBe(
      '50 \\% of \\{a\\_b\\}\\textbackslash{}input\\textasciicircum{}2 \\textasciitilde{} \\#1 \\& \\$x\\$ ?é',
    )
  })

  it('a folder without records, an unknown form and a file that exists are faults', async () => {
    const empty = join(folder, 'one', 'empty')
    mkdirSync(empty)
    expect((await captured(['report', empty])).err).toContain('the folder must hold records of runs')
    expect((await captured(['report', join(folder, 'nowhere')])).err).toContain('got nothing there')
    expect((await captured(['report', folder, '--format', 'pdf'])).err).toContain('known: html, latex')
    const there = join(folder, 'report.html')
    expect(await captured(['report', folder, '--out', there])).toMatchObject({
      status: 2,
      err: expect.stringContaining('got one that exists'),
    })
  })
})
