import { register } from 'tsx/esm/api'

register()
const { serve } = await import('../src/cli/compare/thread.ts')
serve()
