import * as E from 'fp-ts/lib/Either.js'
import { whyAskedAlone } from '../../../compiler/index.ts'
import type { Device } from '../../devices/index.ts'
import { codeOn } from '../code.ts'
import type { EventForm } from '../event-code.ts'
import { type State, shapesOf } from '../state.ts'
import { type Setting, surroundingsOf } from '../surroundings.ts'

/** Why events that a state goes through can't be lanes of one program, in words; `undefined` where all can. */
export const whyAlone = <B>(
  device: Device<B>,
  setting: Setting,
  { state, task }: { readonly state: State<B>; readonly task: number },
  events: readonly Pick<EventForm, 'name' | 'counts'>[],
): string | undefined => {
  const surroundings = surroundingsOf(setting, device)
  const { code } = codeOn(device, setting, surroundings)
  const shapes = shapesOf(surroundings.layouts, state, task)
  return events
    .map((event) => code.event({ ...event, shapes }))
    .flatMap((made) => (made === undefined || E.isLeft(made) ? [] : [whyAskedAlone(made.right)]))
    .find((why) => why !== undefined)
}
