#!/usr/bin/env node
import { register } from 'tsx/esm/api'

register()
const { main } = await import('../src/cli/main.ts')
const { processConsole } = await import('../src/cli/process.ts')
const args = process.argv.slice(2)
const console = processConsole(true)
if (args.length > 0) process.exitCode = await main(args, console)
else {
  const { settled } = await import('../src/cli/settled.ts')
  const { start } = await import('../src/cli/start.ts')
  process.exitCode = await settled(start(console), console)
}
