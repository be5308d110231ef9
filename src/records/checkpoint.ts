import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { sha256 } from '../digest.ts'
import type { WrittenHalt } from '../experiment/index.ts'
import { positionCodec, type RecordedEvent, writtenNumber } from '../experiment/protocol/index.ts'
import { type Fault, fault } from '../fault.ts'
import { decodeSafetensors, encodeSafetensors } from '../formats/index.ts'
import { stateForm } from '../saved/index.ts'
import { retainVersion } from '../version.ts'
import { consistent } from './consistent.ts'
import { decodeRecord } from './record.ts'

/** All that a run needs to go on: what its record has so far, line by line, how far it is, and the state there. */
export interface Checkpoint {
  readonly lines: readonly string[]
  readonly ticks: number
  readonly halt: WrittenHalt
}

/** A checkpoint that was read, and the events of its lines. */
export type ReadCheckpoint = Checkpoint & { readonly events: readonly RecordedEvent[] }

/** Why there is no checkpoint in some bytes: they are not what was written, or another version of Retain wrote them. */
export type Unusable =
  | { readonly _tag: 'Damaged'; readonly what: string }
  | { readonly _tag: 'Foreign'; readonly fault: Fault }

/** The first line of a checkpoint: who wrote it, how many bytes follow, and their digest. */
const head = t.strict({ checkpoint: t.literal(1), retain: t.string, bytes: t.number, sha256: t.string })

/** What is text of a checkpoint. */
const about = t.strict({
  lines: t.readonlyArray(t.string),
  ticks: writtenNumber,
  position: positionCodec,
  state: stateForm,
})

const newline = 10

/**
 * A checkpoint as a file: a line that says how many bytes follow and their SHA-256; then a file of safetensors with the tensors of the
 * state, the rest of it in its metadata.
 *
 * @law decode ∘ encode = identity, to the bit; of bytes of which any is another or missing decode makes a `Left`
 */
export const encodeCheckpoint = ({ lines, ticks, halt }: Checkpoint): E.Either<Fault, readonly Uint8Array[]> => {
  const { position, state } = halt
  const text = JSON.stringify(about.encode({ lines, ticks, position, state: state.form }))
  return pipe(
    encodeSafetensors(state.tensors, { checkpoint: text }),
    E.map((body) => {
      const first = head.encode({ checkpoint: 1, retain: retainVersion(), bytes: body.length, sha256: sha256(body) })
      return [new TextEncoder().encode(`${JSON.stringify(first)}\n`), body]
    }),
  )
}

const damaged = (what: string): E.Either<Unusable, never> => E.left({ _tag: 'Damaged', what })

const json = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const foreign = (path: string, got: string): E.Either<Unusable, never> =>
  E.left({
    _tag: 'Foreign',
    fault: fault({
      where: 'checkpoint',
      rule: `a run goes on from a checkpoint of the version of Retain that it goes on with: ${retainVersion()}`,
      got,
      path: [path],
      hint: 'go on with that version, or begin anew with --force',
    }),
  })

const headOf = (path: string, bytes: Uint8Array): E.Either<Unusable, t.TypeOf<typeof head>> => {
  const end = bytes.subarray(0, 1000).indexOf(newline)
  const line = json(new TextDecoder().decode(bytes.subarray(0, Math.max(0, end))))
  const version = t.type({ checkpoint: t.number, retain: t.string })
  if (!version.is(line)) return damaged('its first line is not that of a checkpoint')
  if (line.retain !== retainVersion() || line.checkpoint !== 1) return foreign(path, line.retain)
  return pipe(
    head.decode(line),
    E.fold(
      () => damaged('its first line is not that of a checkpoint'),
      (found) => E.right(found),
    ),
  )
}

const bodyOf = (bytes: Uint8Array, { bytes: length, sha256: due }: t.TypeOf<typeof head>) => {
  const body = bytes.subarray(bytes.indexOf(newline) + 1)
  if (body.length !== length) return damaged(`it has ${body.length} bytes where it should have ${length}`)
  return sha256(body) === due ? E.right(body) : damaged('its bytes are not those that were written')
}

/** @param path names the checkpoint in faults */
export const decodeCheckpoint =
  (path: string) =>
  (bytes: Uint8Array): E.Either<Unusable, ReadCheckpoint> =>
    pipe(
      headOf(path, bytes),
      E.chain((first) => bodyOf(bytes, first)),
      E.chain((body) =>
        pipe(
          E.Do,
          E.bind('file', () => decodeSafetensors(body)),
          E.bind('about', ({ file }) =>
            pipe(
              about.decode(json(file.metadata.checkpoint ?? '')),
              E.mapLeft(() => fault({ where: 'checkpoint', rule: 'it must say how far the run was' })),
            ),
          ),
          E.bind('events', ({ about: { lines } }) =>
            pipe(decodeRecord(path)(lines.map((line) => `${line}\n`).join('')), E.chain(consistent(path))),
          ),
          E.map(({ file: { tensors }, about: { lines, ticks, position, state }, events }) => ({
            lines,
            ticks,
            events,
            halt: { position, state: { form: state, tensors } },
          })),
          E.mapLeft(({ rule }): Unusable => ({ _tag: 'Damaged', what: `${rule}: it does not` })),
        ),
      ),
    )
