import type { Examples } from '../data/index.ts'
import { child, type Key, uniforms } from '../random/index.ts'

export const augmentations = ['crop-flip', 'crop-flip-jitter'] as const

/** How training images are changed, each time anew. */
export type Augmentation = (typeof augmentations)[number]

/** How far an image is shifted at most, in pixels. */
const farthest = 4
/** How far from 1 the factor of brightness is at most. */
const jitter = 63 / 255

/**
 * The same examples, each shifted, in half of the cases mirrored and, with `crop-flip-jitter`, made brighter or darker.
 *
 *   x ↦ min(1, f · x ∘ s),  s a shift by (i, j) with zeros where it leaves the image, then with probability ½ left to right
 *   i, j uniform on −4 … 4;  f ~ U[1 − 63/255, 1 + 63/255], or 1 without jitter;  x in [0, 1]
 *
 * What an example draws depends on the key and its number only, in whatever order examples are read.
 *
 * @source G. Gupta et al., La-MAML, NeurIPS 2020, and its code (`idataset.py`): RandomCrop(32, padding=4), RandomHorizontalFlip,
 * ColorJitter(brightness=63/255)
 * @deviation the source rounds the jittered values down to bytes
 */
export const augmented = (examples: Examples, how: Augmentation, of: Key): Examples => {
  const [rows = 1, columns = 1, channels = 1] = examples.inputShape
  return {
    ...examples,
    copyInput: (index, into, offset) => {
      const whole = new Float32Array(rows * columns * channels)
      examples.copyInput(index, whole, 0)
      const [down = 0, across = 0, mirror = 0, brightness = 0] = uniforms(child(of, index), 4)
      const shift = (u: number): number => Math.floor(u * (2 * farthest + 1)) - farthest
      const [i, j] = [shift(down), shift(across)]
      const factor = how === 'crop-flip-jitter' ? 1 + jitter * (2 * brightness - 1) : 1
      for (let y = 0; y < rows; y += 1) {
        for (let x = 0; x < columns; x += 1) {
          const [row, column] = [y + i, (mirror < 0.5 ? columns - 1 - x : x) + j]
          const inside = row >= 0 && row < rows && column >= 0 && column < columns
          const from = (row * columns + column) * channels
          const to = offset + (y * columns + x) * channels
          for (let c = 0; c < channels; c += 1) into[to + c] = inside ? Math.min(1, factor * whole[from + c]!) : 0
        }
      }
    },
    copyInputs: undefined,
  }
}
