#!/usr/bin/env node
import { finish, interrupts } from './interrupts.js'

const signal = interrupts()
const { code } = await import('./code.js')
const { main } = await code('cli/main')
const { processConsole } = await code('cli/terminal/process')
const args = process.argv.slice(2)
const console = processConsole(signal)
if (args.length > 0) finish(await main(args, console))
else {
  const { settled } = await code('cli/terminal/settled')
  const { start } = await code('cli/commands/start')
  finish(await settled(start(console), console))
}
