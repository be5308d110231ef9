#!/usr/bin/env node
import { register } from 'tsx/esm/api'

register()
const { example } = await import('../src/cli/commands/example.ts')
const { processConsole } = await import('../src/cli/terminal/process.ts')
const { settled } = await import('../src/cli/terminal/settled.ts')
const console = processConsole(new AbortController().signal)
const status = await settled(example(console)(process.argv.slice(2)), console)
if (status !== 0) process.exitCode = status
