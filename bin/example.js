#!/usr/bin/env node
import { code } from './code.js'

const { example } = await code('cli/commands/example')
const { processConsole } = await code('cli/terminal/process')
const { settled } = await code('cli/terminal/settled')
const console = processConsole(new AbortController().signal)
const status = await settled(example(console)(process.argv.slice(2)), console)
if (status !== 0) process.exitCode = status
