import { decodeOptions } from '../../src/dsl/index.ts'
import type { Play } from '../../src/laws/stage.ts'
import { methods } from '../../src/methods/index.ts'
import { right } from '../methods/played.ts'
import { between, courseWithEpisodes, gated, network } from './course.ts'
import type { Row } from './rows.ts'

/** A method at its options on the course that all methods are put through. */
export const playOf = ({ method, set }: Row): Play => {
  const of = methods[method]!
  return {
    program: of.program(right(decodeOptions(method, of.options, set))),
    network: method === 'anml' ? gated : network,
    between,
    seed: 3,
    course: courseWithEpisodes,
  }
}
