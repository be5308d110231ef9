import { copyInputs, type EpisodeLength, type Examples, inputSize, lengthOf } from '../data/index.ts'

/** The two halves of an episode as examples. */
export interface TwoSides {
  readonly support: Examples
  readonly query: Examples
}

/**
 * Episodes of one length one after the other, as examples: of each its support and then its query. One is made when an example of it is
 * asked for; the last is kept, as examples are read episode by episode.
 *
 * @param like what inputs and classes the examples have
 */
export const inSequence = (
  count: number,
  length: EpisodeLength,
  like: Pick<Examples, 'inputShape' | 'classes' | 'digits'>,
  make: (episode: number) => TwoSides,
): Examples => {
  const rows = lengthOf(length)
  const size = inputSize(like)
  let kept: { readonly number: number; readonly sides: TwoSides } | undefined
  const at = (index: number): readonly [Examples, number] => {
    const number = Math.floor(index / rows)
    const { sides } = kept?.number === number ? kept : { sides: make(number) }
    kept = { number, sides }
    const row = index - number * rows
    return row < length.support ? [sides.support, row] : [sides.query, row - length.support]
  }
  return {
    count: count * rows,
    inputShape: like.inputShape,
    classes: like.classes,
    ...(like.digits === undefined ? {} : { digits: like.digits }),
    copyInput: (index, into, offset) => {
      const [examples, row] = at(index)
      examples.copyInput(row, into, offset)
    },
    copyInputs: (indices, into, offset, pixels) => {
      for (let i = 0; i < indices.length; i += 1) {
        const [examples, row] = at(indices[i]!)
        copyInputs(examples, [row], into, offset + i * size, pixels)
      }
    },
    label: (index) => {
      const [examples, row] = at(index)
      return examples.label(row)
    },
  }
}
