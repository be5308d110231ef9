export { type Binding, registering } from './binding.ts'
export { type Calling, functionDevice } from './device.ts'
