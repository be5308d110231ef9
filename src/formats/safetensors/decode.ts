import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type Fault, fault } from '../../fault.ts'
import { type NamedTensor, sizeOfShape } from '../named-tensor.ts'
import { elementTypes } from './element-types.ts'
import { metadataName } from './encode.ts'

export interface Safetensors {
  readonly tensors: readonly NamedTensor[]
  readonly metadata: Readonly<Record<string, string>>
}

/** No header is longer: more is taken for another kind of file. The format's own reader has this bound. */
const mostHeader = 100_000_000

const whole = new t.Type<number, number>(
  'a whole number ≥ 0',
  (u): u is number => Number.isSafeInteger(u) && (u as number) >= 0,
  (u, c) => (Number.isSafeInteger(u) && (u as number) >= 0 ? t.success(u as number) : t.failure(u, c)),
  t.identity,
)

const entry = t.type({ dtype: t.string, shape: t.readonlyArray(whole), data_offsets: t.tuple([whole, whole]) })

type Placed = t.TypeOf<typeof entry> & { readonly name: string }

const texts = t.record(t.string, t.string)

const wrong = (rule: string, got: string, ...path: readonly string[]): E.Either<Fault, never> =>
  E.left(fault({ where: 'safetensors', rule, got, path: [...path] }))

/** The header's entries, and where the numbers begin. */
const headerOf = (bytes: Uint8Array): E.Either<Fault, { readonly header: object; readonly start: number }> => {
  if (bytes.length < 8)
    return wrong('a file must begin with 8 bytes that say how long its header is', `${bytes.length} bytes`)
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length > BigInt(mostHeader))
    return wrong(`a header must have at most ${mostHeader} bytes`, `${length}: another kind of file`)
  const start = 8 + Number(length)
  if (start > bytes.length)
    return wrong(`the header must end with byte ${start}`, `a file of ${bytes.length}: it is cut off`)
  return pipe(
    E.tryCatch(
      (): unknown => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start))),
      () => undefined,
    ),
    E.fold(
      () => wrong('the header must be JSON', 'something else'),
      (header) =>
        typeof header === 'object' && header !== null && !Array.isArray(header)
          ? E.right({ header, start })
          : wrong('the header must be an object', JSON.stringify(header).slice(0, 40)),
    ),
  )
}

const entryOf = ([name, value]: readonly [string, unknown]): E.Either<Fault, Placed> =>
  pipe(
    entry.decode(value),
    E.fold(
      () =>
        wrong(
          'a tensor must have a dtype, a shape of whole numbers and two data_offsets',
          (JSON.stringify(value) ?? 'nothing').slice(0, 80),
          name,
        ),
      (placed) => E.right({ ...placed, name }),
    ),
  )

const sound = (placed: Placed): E.Either<Fault, Placed> => {
  const {
    name,
    dtype,
    shape,
    data_offsets: [from, to],
  } = placed
  const stored = Object.hasOwn(elementTypes, dtype) ? elementTypes[dtype] : undefined
  if (stored === undefined)
    return wrong(`numbers must be of a type that is read: ${Object.keys(elementTypes).join(', ')}`, dtype, name)
  const due = sizeOfShape(shape) * stored.bytes
  return to - from === due
    ? E.right(placed)
    : wrong(`a tensor of ${dtype} and shape [${shape.join(', ')}] must have ${due} bytes`, `${to - from}`, name)
}

/** That tensors lie one after the other, without a gap, up to the end of the file. */
const gapless = (placed: readonly Placed[], length: number): E.Either<Fault, readonly Placed[]> => {
  const inOrder = [...placed].sort(
    (a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  )
  let end = 0
  for (const {
    name,
    data_offsets: [from, to],
  } of inOrder) {
    if (from < end)
      return wrong(`a tensor must begin where the one before it ends, at ${end}`, `${from}: two overlap`, name)
    if (from > end) return wrong(`a tensor must begin where the one before it ends, at ${end}`, `${from}: a gap`, name)
    end = to
  }
  if (end > length) return wrong(`the numbers must be ${end} bytes`, `${length}: the file is cut off`)
  return end === length
    ? E.right(placed)
    : wrong(`the numbers must be ${end} bytes`, `${length}: more than are spoken of`)
}

/**
 * The tensors of a file of safetensors, in the order of its header, and its metadata. Numbers of 16 bits become float32.
 *
 * @returns a `Left` that says where, for what is cut off, overlaps, leaves gaps, or is of a type that isn't read
 */
export const decodeSafetensors = (bytes: Uint8Array): E.Either<Fault, Safetensors> =>
  pipe(
    headerOf(bytes),
    E.chain(({ header, start }) => {
      const entries = Object.entries(header)
      return pipe(
        E.Do,
        E.bind('metadata', () => {
          const about = entries.find(([name]) => name === metadataName)
          return about === undefined || texts.is(about[1])
            ? E.right(about === undefined ? {} : (about[1] as Readonly<Record<string, string>>))
            : wrong('metadata must be texts', 'something else', metadataName)
        }),
        E.bind('placed', () =>
          pipe(
            entries.filter(([name]) => name !== metadataName),
            E.traverseArray((one) => pipe(entryOf(one), E.chain(sound))),
            E.chain((placed) => gapless(placed, bytes.length - start)),
          ),
        ),
        E.map(({ metadata, placed }) => ({
          metadata,
          tensors: placed.map(({ name, dtype, shape, data_offsets: [from, to] }) => ({
            name,
            shape,
            values: elementTypes[dtype]!.read(
              new DataView(bytes.buffer, bytes.byteOffset + start + from, to - from),
              sizeOfShape(shape),
            ),
          })),
        })),
      )
    }),
  )
