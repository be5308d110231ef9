export { absent } from './absent.ts'
export type { Backend, BackendName } from './backend.ts'
export { installed } from './installed.ts'
