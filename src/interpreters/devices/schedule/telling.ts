import type { Node } from '../../../ir/index.ts'
import type { Buffer, Machine } from '../machine.ts'

/** The same machine; it tells of each unit of work, by the nodes that it makes, whenever it was done. */
export const telling = <B extends Buffer>(machine: Machine<B>, tell: (makes: readonly Node[]) => void): Machine<B> => ({
  ...machine,
  units: (...of) =>
    machine.units(...of).map((unit) => ({
      ...unit,
      instruction: (wiring) => {
        const work = unit.instruction(wiring)
        return () => {
          work()
          tell(unit.makes)
        }
      },
    })),
})
