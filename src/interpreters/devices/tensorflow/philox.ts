import { type Counter, type Shape, sizeOf } from '../../../ir/index.ts'
import type { Graph, Operation, Wire } from './graph.ts'
import { types } from './messages.ts'

const multipliers = [0xd2511f53, 0xcd9e8d57] as const
const weyl = [0x9e3779b9, 0xbb67ae85] as const
const rounds = 10
const mask = 0xffffffff

const word = { T: { type: types.uint64 } }

/**
 * The numbers of `philoxUniforms`, to the bit. A word of 32 bits is kept in one of 64: a product of two has its low word and its high
 * word in it.
 */
export const philox = (graph: Graph, key: Wire, counter: Counter, shape: Shape): Wire => {
  const size = sizeOf(shape)
  const blocks = Math.ceil(size / 4)
  const of =
    (op: Operation) =>
    (x: Wire, y: Wire): Wire =>
      graph.add(op, [x, y], word, types.uint64)
  const [and, or, xor, times, plus, right] = [
    of('BitwiseAnd'),
    of('BitwiseOr'),
    of('BitwiseXor'),
    of('Mul'),
    of('AddV2'),
    of('RightShift'),
  ]
  const low = (x: Wire): Wire => and(x, graph.word(mask))
  const high = (x: Wire): Wire => right(x, graph.word(32))
  const cast = (x: Wire, to: typeof types.uint64 | typeof types.float): Wire =>
    graph.add('Cast', [x], { SrcT: { type: x.type }, DstT: { type: to } }, to)

  const halves = graph.addMany(
    'Unpack',
    [cast(key, types.uint64)],
    { num: { i: 4 }, axis: { i: 0 }, ...word },
    [0, 1, 2, 3].map(() => types.uint64),
  )
  const joined = (at: number): Wire => plus(halves[at]!, times(halves[at + 1]!, graph.word(2 ** 16)))
  const numbers = cast(
    graph.add('Range', [graph.int(0), graph.int(blocks), graph.int(1)], { Tidx: { type: types.int32 } }, types.int32),
    types.uint64,
  )
  let [a, b, c, d] = [low(plus(numbers, graph.word(counter[0]))), ...counter.slice(1).map(graph.word)] as Four
  let [k, l] = [joined(0), joined(2)]
  for (let round = 0; round < rounds; round += 1) {
    const left = times(graph.word(multipliers[0]), a)
    const other = times(graph.word(multipliers[1]), c)
    ;[a, b, c, d] = [xor(xor(high(other), b), k), low(other), xor(xor(high(left), d), l), low(left)]
    k = low(plus(k, graph.word(weyl[0])))
    l = low(plus(l, graph.word(weyl[1])))
  }
  const words = graph.add('Pack', [a, b, c, d], { N: { i: 4 }, axis: { i: 1 }, ...word }, types.uint64)
  const odd = or(right(words, graph.word(8)), graph.word(1))
  const reshape = (x: Wire, to: Shape): Wire =>
    graph.add('Reshape', [x, graph.ints(to)], { T: { type: types.float }, Tshape: { type: types.int32 } }, types.float)
  const all = graph.add(
    'Mul',
    [cast(odd, types.float), graph.float(2 ** -24)],
    { T: { type: types.float } },
    types.float,
  )
  const first = graph.add(
    'Slice',
    [reshape(all, [4 * blocks]), graph.ints([0]), graph.ints([size])],
    { T: { type: types.float }, Index: { type: types.int32 } },
    types.float,
  )
  return reshape(first, shape)
}

type Four = [Wire, Wire, Wire, Wire]
