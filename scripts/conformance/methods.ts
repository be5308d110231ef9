import type { MachineDevice } from '../../src/interpreters/devices/index.ts'
import { agrees } from '../../src/laws/conduct.ts'
import { playOf } from '../../test/conformance/play-of.ts'
import { rows } from '../../test/conformance/rows.ts'
import { broken, type Cell, held } from './cell.ts'

/** The rows of the methods: each as it is, and in every form that an option gives it, of first and of second order. */
export const methodRows: readonly string[] = rows.map(({ name }) => name)

/** Whether each event of a course ends on a device as it does on the reference, up to the roundings of its longest chain. */
export const methodCell = async (device: MachineDevice, name: string): Promise<Cell> => {
  try {
    const { holds, sides } = await agrees(playOf(rows.find((row) => row.name === name)!), device)
    return holds ? held(0) : broken(JSON.stringify(sides))
  } catch (error) {
    return broken(error instanceof Error ? error.message.split('\n').slice(0, 2).join(' ') : String(error))
  }
}
