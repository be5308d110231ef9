import { expect, it } from 'vitest'
import { svgOf } from '../../../src/cli/plots/svg.ts'
import {
  aboutTrajectories,
  hasTrajectories,
  trajectoriesOf,
  trajectoryPoints,
} from '../../../src/cli/plots/trajectories.ts'
import { protocols } from '../../../src/experiment/protocol/index.ts'
import { trajectoryRow } from '../../../src/experiment/protocol/trajectory.ts'
import type { RecordedRun } from '../../../src/records/index.ts'
import { tagsBalance } from '../written.ts'

/** A run judged on trajectories: eight accuracies, those on images never seen first. */
const run = (before: readonly number[], after: readonly number[]): RecordedRun =>
  ({
    started: { method: 'oml', benchmark: 'omniglot-trajectory', protocol: 'trajectory' },
    before,
    matrix: [before, after],
    course: [],
    ends: [],
    measured: [],
    ending: undefined,
  }) as never

const untrained = [0.1, 0.05, 0.02, 0.01, 0.2, 0.1, 0.04, 0.02]
const panels = [
  {
    label: 'oml',
    runs: [
      run(untrained, [0.6, 0.4, 0.2, 0.1, 0.8, 0.5, 0.3, 0.2]),
      run(untrained, [0.4, 0.4, 0.2, 0.1, 0.8, 0.5, 0.3, 0.2]),
    ],
  },
]

it('the figure of trajectories has both learners on both kinds of images, the mean over seeds and a deviation to each side', async () => {
  expect(hasTrajectories(panels)).toBe(true)
  const points = trajectoryPoints(panels)
  expect(points).toHaveLength(2 * 2 * 4)
  const first = points.find(({ on, who, count }) => on.includes('never') && who.startsWith('with ') && count === 10)!
  const half = Math.SQRT2 * 0.1
  expect([first.score, first.low, first.high].map((x) => x.toFixed(6))).toEqual(
    [0.5, 0.5 - half, 0.5 + half].map((x) => x.toFixed(6)),
  )
  const last = points.find(
    ({ on, who, count }) => on.includes('learned') && who.startsWith('without') && count === 100,
  )!
  expect(last).toMatchObject({ score: 0.02, low: 0.02, high: 0.02 })
  const svg = await svgOf(trajectoriesOf(panels))
  expect(tagsBalance(svg)).toBe(true)
  for (const said of [
    'with meta-training',
    'without meta-training',
    'on images never seen',
    'on images that were learned',
  ])
    expect(svg).toContain(`>${said}<`)
})

it('the figure of functions has bands of 95 % over all trajectories, no chance, and room for any error', async () => {
  const form = protocols.functionTrajectory.exam.episodes!.trajectories!
  // Half of the trajectories are 1 below and half 1 above: s² = 50/49.
  const row = (error: number) =>
    trajectoryRow(form)(
      Array.from({ length: form.kept! }, (_, k) => form.checkpoints.map((n) => n + error + (k % 2 === 0 ? 1 : -1))),
    )
  const of = { method: 'oml', benchmark: 'incremental-sines', protocol: 'functionTrajectory' }
  const one = { ...run(row(3), row(1)), started: of } as never
  const both = [{ label: 'oml', runs: [one] }]
  const points = trajectoryPoints(both)
  expect(points.map(({ who, count, score }) => [who, count, score])).toEqual([
    ...form.checkpoints.map((n) => ['with meta-training', n, n + 1]),
    ...form.checkpoints.map((n) => ['without meta-training', n, n + 3]),
  ])
  for (const { score, low, high } of points) {
    expect(high - score).toBeCloseTo(1.96 / 7, 12)
    expect(score - low).toBeCloseTo(1.96 / 7, 12)
  }
  expect(aboutTrajectories(both)).toContain('95 % intervals')
  expect(aboutTrajectories(both)).not.toContain('chance')
  const svg = await svgOf(trajectoriesOf(both))
  expect(tagsBalance(svg)).toBe(true)
  for (const said of ['with meta-training', 'at points never seen', 'error on all of them'])
    expect(svg).toContain(`>${said}<`)
})

it('control: runs judged otherwise have none', () => {
  const other = { ...run(untrained, untrained), started: { method: 'maml', benchmark: 'sine', protocol: 'episodes' } }
  expect(hasTrajectories([{ label: 'maml', runs: [other as never] }])).toBe(false)
})
