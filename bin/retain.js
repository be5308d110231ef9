#!/usr/bin/env node
import { register } from 'tsx/esm/api'

register()
const { main } = await import('../src/cli/main.ts')
const { processConsole } = await import('../src/cli/process.ts')
process.exitCode = await main(process.argv.slice(2), processConsole(true))
