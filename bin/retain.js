#!/usr/bin/env node
import { finish, interrupts } from './interrupts.js'

const signal = interrupts()
const { code } = await import('./code.js')
const { main } = await code('cli/main')
const { processConsole } = await code('cli/terminal/process')
finish(await main(process.argv.slice(2), processConsole(signal)))
