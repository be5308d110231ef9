export { absent } from './absent.ts'
export type { Backend, BackendName } from './backend.ts'
export { type Core, core, load, start } from './core.ts'
export { installed, installedWhole } from './installed.ts'
