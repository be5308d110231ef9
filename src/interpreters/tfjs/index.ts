export { type Backend, type BackendName, backends } from './backends/index.ts'
export type { TfjsDevice } from './machine-device.ts'
export type { Buffer } from './schedule/index.ts'
export { type BackendChoice, tfjsDevice } from './tfjs-device.ts'
