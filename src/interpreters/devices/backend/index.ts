export { absent } from './absent.ts'
export type { Backend, BackendName } from './backend.ts'
export { installed, installedWhole } from './installed.ts'
