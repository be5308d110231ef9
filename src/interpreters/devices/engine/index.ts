export { type Core, core, load, start } from './core.ts'
