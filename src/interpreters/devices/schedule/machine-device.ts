import type { Buffer, Machine, MachineDevice } from '../machine.ts'
import { compile } from './compile.ts'

/** The device of a machine; of what kind its buffers are is nobody's business outside. */
export const machineDevice = <B extends Buffer>(name: string, machine: Machine<B>): MachineDevice => {
  const own = (buffer: Buffer): B => {
    if (!machine.owns(buffer)) throw new Error(`internal: a buffer of another device was given to ${name}`)
    return buffer
  }
  return {
    name,
    laneBytes: machine.laneBytes,
    compile: (program) => {
      const run = compile(machine)(program)
      return (inputs) => run(inputs.map(own))
    },
    upload: machine.upload,
    constant: machine.constant,
    read: (buffer) => machine.read(own(buffer)),
    retain: (buffer) => machine.retain(own(buffer)),
    release: (buffer) => machine.release(own(buffer)),
    buffers: machine.references,
    held: machine.held,
    peak: machine.peak,
  }
}
