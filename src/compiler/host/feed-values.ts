import type { HostBatch } from '../../data/index.ts'
import type { Variable } from '../../dsl/index.ts'
import type { Feed } from '../lower/feed.ts'
import { headsOf, inOrder } from './batch-rows.ts'
import type { At, HostValues } from './host-values.ts'

/** Every setting of the loop counters around a feed, outermost slowest. */
const settings = (feed: Feed): readonly At[] =>
  feed.around.reduce<readonly At[]>(
    (so, { counter, times }) => so.flatMap((at) => Array.from({ length: times }, (_, i) => setting(at, counter, i))),
    [feed.fixed],
  )

const setting = (at: At, counter: Variable, value: number): At => new Map([...at, [counter, value]])

/** The arrays of a feed, stacked over the loop counters, in the order of its program inputs. */
export const feedValues = (feed: Feed, values: HostValues): readonly Float32Array[] => {
  const all = settings(feed)
  if (feed._tag === 'Uniforms') {
    const out = new Float32Array(all.length * feed.size)
    // A uniform of exactly 0 or 1 after rounding would be an infinite score; the open interval is kept.
    all.forEach((at, i) => {
      out.set(
        values.uniforms(feed.term, at, feed.size).map((u) => Math.min(Math.max(u, 1e-7), 1 - 1e-7)),
        i * feed.size,
      )
    })
    return [out]
  }
  if (feed._tag === 'Coordinates')
    return [Float32Array.from(all.flatMap((at) => [...values.below(feed.term, at, feed.size, feed.among)]))]
  if (feed._tag === 'Key') return [Float32Array.from(all.flatMap((at) => values.key(feed.term, at)))]
  if (feed._tag === 'RunKey') return [Float32Array.from(all.flatMap((at) => values.runKey(feed.run, at)))]
  if (feed._tag === 'Start')
    return [inOrder(all.flatMap((at) => values.start(feed.term, at, feed.network, feed.layout)))]
  if (feed._tag === 'Places')
    return [Float32Array.from(all.flatMap((at) => Array.from(values.places(feed.term, at, feed.size))))]
  if (feed._tag === 'Place') return [Float32Array.from(all, (at) => values.place(feed.term, at))]
  const batches = all.map((at) => values.batch(feed.term, at))
  const stacked = (of: (b: HostBatch) => Float32Array): Float32Array =>
    batches.length === 1 ? of(batches[0]!) : inOrder(batches.map(of))
  return [
    stacked((b) => b.inputs),
    stacked((b) => b.targets),
    stacked((b) => b.weights),
    ...(feed.inputs.heads === undefined ? [] : [stacked(headsOf)]),
  ]
}
