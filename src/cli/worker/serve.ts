import { faultBehind } from '../../fault.ts'
import { placeOf } from '../../source-place.ts'
import { usersMistake } from './death.ts'
import type { Doing } from './errand.ts'
import type { ErrandName, Errands } from './errands.ts'
import type { Command, News } from './wire.ts'

/** Each is loaded when it is asked for. */
const doings: { readonly [N in ErrandName]: () => Promise<Doing<Errands[N]>> } = {
  run: async () => (await import('../errands/run.ts')).runErrand,
  contestants: async () => (await import('../errands/contestants.ts')).contestantsErrand,
  check: async () => (await import('../errands/check.ts')).checkErrand,
  cost: async () => (await import('../errands/cost.ts')).costErrand,
  explain: async () => (await import('../errands/explain.ts')).explainErrand,
  data: async () => (await import('../errands/data.ts')).dataErrand,
  doctor: async () => (await import('../errands/doctor.ts')).doctorErrand,
  predict: async () => (await import('../errands/predict.ts')).predictErrand,
  export: async () => (await import('../errands/export.ts')).exportErrand,
}

/** One end of a channel. */
export interface Port {
  readonly postMessage: (news: News) => void
  readonly on: (name: 'message', heard: (command: Command) => void) => unknown
}

const mistake = (error: unknown): News => {
  const place = placeOf(error)
  if (place !== undefined) return { _tag: 'Done', result: { _tag: 'Left', left: usersMistake(error, place) } }
  return { _tag: 'Mistaken', text: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

/** Waits until what code printed is on its way: a worker may be ended as soon as it is done. */
const flushed = (): Promise<unknown> =>
  Promise.all([process.stdout, process.stderr].map((stream) => new Promise<unknown>((sent) => stream.write('', sent))))

/** What a worker does: it carries out the errands that it is given, one at a time, and tells of them. */
export const serve = (port: Port): void => {
  let stop = new AbortController()
  const carryOut = async <N extends ErrandName>(errand: N, given: Errands[N]['given']): Promise<News> => {
    try {
      const doing = await doings[errand]()
      return {
        _tag: 'Done',
        result: await doing(given, (told) => port.postMessage({ _tag: 'Told', told }), stop.signal)(),
      }
    } catch (error) {
      const known = faultBehind(error)
      return known === undefined ? mistake(error) : { _tag: 'Done', result: { _tag: 'Left', left: known } }
    }
  }
  port.on('message', async (command) => {
    if (command._tag === 'Stop') return stop.abort()
    stop = new AbortController()
    const news = await carryOut(command.errand, command.given)
    await flushed()
    try {
      port.postMessage(news)
    } catch (error) {
      port.postMessage(mistake(error))
    }
  })
}
