export { compile } from './compile.ts'
export type { Buffer, Instruction, Machine, Unit, Wiring } from './machine.ts'
export { constantOf, holderOf } from './same-values.ts'
export { telling } from './telling.ts'
