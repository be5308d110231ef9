import { tensorsIn } from '../../compiler/index.ts'
import { fitsFloat32, type Values } from '../../dsl/index.ts'
import { type Fault, fault } from '../../fault.ts'
import type { Device } from '../devices/index.ts'
import type { State } from './state.ts'

/** Whether the square of a number, or a product with one like it, leaves the range of float32. */
const isExtreme = (x: number): boolean => !fitsFloat32(x * x)

/** An option that is so far from 1 that what it is multiplied with may leave the range of float32. */
const extremeOption = (options: Values): string | undefined => {
  const odd = Object.entries(options).find(([, value]) => typeof value === 'number' && isExtreme(value))
  return odd === undefined
    ? undefined
    : `option \`${odd[0]}\` is ${odd[1]}, and products with it leave the range of float32 (1.2e-38 to 3.4e+38): bring it nearer to 1`
}

/** A slot that held ∞ or NaN before: it was made so by an event that left the parameters finite. */
const lostSlot = async <Buffer>(device: Device<Buffer>, state: State<Buffer>): Promise<string | undefined> => {
  for (const [name, slot] of Object.entries(state)) {
    for (const buffer of tensorsIn(slot)) {
      const values = await device.read(buffer)
      for (let i = 0; i < values.length; i += 1)
        if (!Number.isFinite(values[i]!))
          return `\`${name}\` was beyond the range of float32 (3.4e+38) before that: what it is made of, such as squares of gradients, was too large; smaller inputs or a smaller loss keep it inside`
    }
  }
  return undefined
}

/** What goes wrong and why, of parameters that became ∞ or NaN; `state` is what they were made from. */
export const divergence = async <Buffer>(
  device: Device<Buffer>,
  { method, options }: { readonly method: string; readonly options: Values },
  state: State<Buffer>,
  where: string,
): Promise<Fault> =>
  fault({
    where: method,
    rule: 'parameters must stay finite',
    got: `values that are not, ${where}`,
    hint:
      (await lostSlot(device, state)) ??
      extremeOption(options) ??
      'lower the learning rates, or bound them by the options of the method',
    code: 3,
  })
