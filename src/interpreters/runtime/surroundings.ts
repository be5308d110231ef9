import {
  factorLayouts,
  keptAs,
  type LanesAsked,
  type LanesChoice,
  madeLayouts,
  matrixLayouts,
  statisticsLayout,
  statisticsSlot,
} from '../../compiler/index.ts'
import {
  childrenOf,
  kindOf,
  type MethodProgram,
  mapsMemory,
  mentionsOf,
  topDown,
  type Values,
} from '../../dsl/index.ts'
import { type Interface, type Layout, layoutOf, type Network } from '../../networks/index.ts'
import type { Device } from '../devices/index.ts'
import { auxiliaryLayouts, auxiliaryNetworks } from './auxiliary.ts'

/** A method, the network that it trains, and what that is put between. */
export interface Setting {
  readonly program: MethodProgram
  /** Values of numeric options in place of those that the program was made with: its compiled code is the same. */
  readonly options?: Values
  readonly network: Network
  readonly between: Interface
  /** Whether the network's running statistics adopt the batches that are learned; they do unless told otherwise. */
  readonly adopts?: boolean
  /** Whether independent iterations run as lanes of one program; what is usual for each where it is not said. */
  readonly lanes?: LanesChoice | undefined
}

/** The names of the parameters that a program makes or holds. */
const parametersIn = ({ state, handlers }: MethodProgram): ReadonlySet<string> => {
  const roots = Object.values(handlers).flatMap(({ slots, updates }) => [
    ...Object.values(slots),
    ...Object.values(updates),
  ])
  const names = new Set<string>()
  for (const s of topDown([...Object.values(state), ...roots], mentionsOf)) {
    const kind = kindOf(s)
    if (s._tag === 'Reservoir')
      for (const width of Object.values(s.fields ?? {})) {
        const kept = keptAs(s.capacity, width)
        if (kept._tag === 'Params') names.add(kept.network)
      }
    for (const one of kind._tag === 'List' ? kind.elements : [kind]) if (one._tag === 'Params') names.add(one.network)
  }
  return names
}

/** Whether a program has what are lanes where the device gains, if nothing is said: episodes, or past tasks of a memory. */
const hasParallel = ({ handlers }: MethodProgram): boolean =>
  handlers.onEpisodes !== undefined ||
  [
    ...topDown(
      Object.values(handlers).flatMap(({ updates }) => Object.values(updates)),
      childrenOf,
    ),
  ].some(mapsMemory)

/** What the compiler has to know of a setting on a device, and the layouts of all that has parameters in it. */
export const surroundingsOf = (
  { program, options, network, between, adopts = true, lanes: choice }: Setting,
  { laneBytes: bytes = 0 }: Pick<Device<unknown>, 'laneBytes'> = {},
) => {
  // Where no more depends on the device than this, programs that ask nothing of it are the same on all.
  const asks = choice === 'auto' || (choice === undefined && hasParallel(program))
  const lanes: LanesAsked = { ...(choice === undefined ? {} : { choice }), bytes: asks ? bytes : 0 }
  const layout = layoutOf(network, between)
  const statistics = statisticsLayout(network, between)
  const networks = auxiliaryNetworks(program)
  const named = parametersIn(program)
  const own: Readonly<Record<string, Layout>> = {
    ...auxiliaryLayouts(program, network, between),
    learner: layout,
    [statisticsSlot]: statistics,
    ...factorLayouts(network, between),
    ...matrixLayouts(named, network, between),
  }
  const layouts = { ...own, ...madeLayouts(named, own) }
  return {
    layout,
    statistics,
    networks,
    layouts,
    adopts,
    around: { options: { ...program.options, ...options }, layouts, networks, learner: { network, between }, lanes },
  }
}

export type SettingSurroundings = ReturnType<typeof surroundingsOf>
