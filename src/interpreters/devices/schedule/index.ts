export { compile } from './compile.ts'
export { listed } from './lists.ts'
export { machineDevice } from './machine-device.ts'
export { telling } from './telling.ts'
