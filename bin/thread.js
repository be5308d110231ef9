import { parentPort } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

// The frames of a user's file may lie far below those of the language.
Error.stackTraceLimit = 50
register()
const { serve } = await import('../src/cli/worker/serve.ts')
if (parentPort !== null) serve(parentPort)
