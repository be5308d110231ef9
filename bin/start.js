#!/usr/bin/env node
import { finish, interrupts } from './interrupts.js'

const signal = interrupts()
const { register } = await import('tsx/esm/api')
register()
const { main } = await import('../src/cli/main.ts')
const { processConsole } = await import('../src/cli/terminal/process.ts')
const args = process.argv.slice(2)
const console = processConsole(signal)
if (args.length > 0) finish(await main(args, console))
else {
  const { settled } = await import('../src/cli/terminal/settled.ts')
  const { start } = await import('../src/cli/commands/start.ts')
  finish(await settled(start(console), console))
}
