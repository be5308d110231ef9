import type { HostBatch } from '../../src/data/index.ts'

/** Examples of images that look random, with these labels. */
export const images = (
  labels: readonly number[],
  {
    inputShape,
    classes,
    task = 0,
    seed = 1,
  }: {
    readonly inputShape: readonly number[]
    readonly classes: number
    readonly task?: number
    readonly seed?: number
  },
): HostBatch => {
  const size = inputShape.reduce((a, b) => a * b, 1)
  const noise = (i: number): number => {
    const x = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453
    return x - Math.floor(x)
  }
  return {
    count: labels.length,
    inputs: Float32Array.from({ length: labels.length * size }, (_, i) => 2 * noise(i) - 1),
    inputShape,
    targets: Float32Array.from(
      labels.flatMap((label) => Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0))),
    ),
    weights: new Float32Array(labels.length).fill(1),
    classes,
    task,
  }
}
