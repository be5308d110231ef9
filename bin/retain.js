#!/usr/bin/env node
import { finish, interrupts } from './interrupts.js'

const signal = interrupts()
const { register } = await import('tsx/esm/api')
register()
const { main } = await import('../src/cli/main.ts')
const { processConsole } = await import('../src/cli/terminal/process.ts')
finish(await main(process.argv.slice(2), processConsole(signal)))
