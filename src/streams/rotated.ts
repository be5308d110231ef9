import type * as E from 'fp-ts/lib/Either.js'
import { type DataSet, nowhere, perChannel, rearranged } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import { child, key, uniforms } from '../random/index.ts'
import { admitted, limitOfSamples, limitOfTasks } from './admitted.ts'
import { drawn, pools, type Stream, type StreamSettings } from './stream.ts'

const one = 2 ** 16
const fixed = (value: number): number => Math.floor(value * one + 0.5)

/**
 * For each pixel of a rotated image the pixel it comes from, or `nowhere`.
 *
 *   (x′, y′) ↦ centre + A (x′ + ½ − cx, y′ + ½ − cy),  A = [cos φ, −sin φ; sin φ, cos φ],  rounded down
 *
 * The image turns counter-clockwise by φ (rows run downwards) about its centre (columns/2, rows/2), keeps its size, and takes
 * the nearest pixel. This is Pillow's `Image.rotate(φ)`, with its 16.16 fixed-point steps, so the two agree pixel by pixel (Pillow
 * turns by exact multiples of 90° without them, by the same rule).
 *
 * @param degrees φ, any finite angle
 */
export const rotation = (rows: number, columns: number, degrees: number): Int32Array => {
  const angle = (degrees * Math.PI) / 180
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const [cx, cy] = [columns / 2, rows / 2]
  const [alongX, alongY] = [fixed(cos), fixed(sin)]
  const startX = fixed(cx + cos * (0.5 - cx) - sin * (0.5 - cy))
  const startY = fixed(cy + sin * (0.5 - cx) + cos * (0.5 - cy))
  const source = new Int32Array(rows * columns)
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      const column = Math.floor((startX + x * alongX - y * alongY) / one)
      const row = Math.floor((startY + x * alongY + y * alongX) / one)
      const inside = column >= 0 && column < columns && row >= 0 && row < rows
      source[y * columns + x] = inside ? row * columns + column : nowhere
    }
  }
  return source
}

/** The angle of task t (from 0) of T: uniform on [t/T · 180°, (t + 1)/T · 180°). */
export const angleOf = (settings: Pick<StreamSettings, 'seed' | 'tasks'>, task: number): number =>
  ((task + uniforms(child(key(settings.seed), 'rotated', task, 'angle'), 1)[0]!) / settings.tasks) * 180

/**
 * Rotated inputs: each task shows all classes turned by an angle of its own, the angles growing over the stream.
 *
 *   task t of T:  turned by φₜ ~ U[t/T · 180°, (t + 1)/T · 180°);  `samples` random training examples; the whole test set
 *
 * @returns a `Left` when `tasks` or `samples` isn't a whole number ≥ 1, or `tasks` is over 100,000, or there are fewer than `samples` training examples
 * @source D. Lopez-Paz and M. Ranzato, Gradient Episodic Memory, NIPS 2017, and its code (`mnist_rotations.py`)
 * @deviation the source draws its angles without a seed
 */
export const rotated = (data: DataSet, settings: StreamSettings): E.Either<Fault, Stream> => {
  const { train, test } = pools(data, settings)
  const name = `rotated-${data.name}`
  const [rows = 1, columns = 1, channels = 1] = data.train.inputShape
  return admitted(name, settings, [limitOfTasks, limitOfSamples(data, train)], () => ({
    name,
    seed: settings.seed,
    tasks: Array.from({ length: settings.tasks }, (_, index) => {
      const degrees = angleOf(settings, index)
      const turn = () => perChannel(rotation(rows, columns, degrees), channels)
      const samples = child(key(settings.seed), 'rotated', index, 'samples')
      return {
        index,
        name: `${degrees.toFixed(1)}°`,
        train: rearranged(drawn(train, settings.samples, samples), turn),
        test: rearranged(test, turn),
        pixels: turn,
      }
    }),
  }))
}
