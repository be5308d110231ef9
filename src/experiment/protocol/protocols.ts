import * as t from 'io-ts'
import { continual } from './continual.ts'
import { episodes, fewShot } from './episodes.ts'
import { online } from './online.ts'
import type { Protocol, ScoreName } from './protocol.ts'
import { regression } from './regression.ts'
import { functionTrajectory, trajectory } from './trajectory.ts'

/** Every protocol there is, by name. */
export const protocols = {
  continual,
  regression,
  episodes,
  fewShot,
  trajectory,
  functionTrajectory,
  online,
} as const satisfies Readonly<Record<string, Protocol>>

export type ProtocolName = keyof typeof protocols

/** The codec of a protocol's name, where that isn't `continual`. */
export const protocolCodec = t.keyof(
  Object.fromEntries(
    Object.keys(protocols).flatMap((name) => (name === 'continual' ? [] : [[name, true]])),
  ) as unknown as Record<Exclude<ProtocolName, 'continual'>, true>,
)

/** The protocol of what names one, as benchmarks and records do: `continual` where they name none. */
export const protocolOf = ({ protocol = 'continual' }: { readonly protocol?: ProtocolName | undefined }): Protocol =>
  protocols[protocol]

/** The codecs of what a run comes to by a protocol, by name. */
export const figureProps = ({ metrics }: Protocol): Readonly<Record<string, t.Type<number, unknown>>> =>
  Object.fromEntries(metrics.map(({ name, codec }) => [name, codec]))

/** A row of scores, as a record has it: by the name that its protocol gives them. */
export type Scores = { readonly [N in ScoreName]?: readonly number[] }

/** The scores of an event, whatever they are called. */
export const scoresOf = ({ accuracies, errors }: Scores): readonly number[] => accuracies ?? errors ?? []

/** Scores as a record has them. */
export const scored = ({ exam }: Protocol, scores: readonly number[]): Scores => ({ [exam.score.name]: scores })
