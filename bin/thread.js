import { parentPort } from 'node:worker_threads'
import { code } from './code.js'

// The frames of a user's file may lie far below those of the language.
Error.stackTraceLimit = 50
const { serve } = await code('cli/worker/serve')
if (parentPort !== null) serve(parentPort)
