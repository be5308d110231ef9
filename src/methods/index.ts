import type { Method } from '../dsl/index.ts'
import { emcl } from './emcl.ts'
import { ewc } from './ewc.ts'
import { finetune } from './finetune.ts'
import { onlineEwc } from './online-ewc.ts'

/** Every method that can be named on the command line. */
export const methods: Readonly<Record<string, Method>> = { finetune, emcl, ewc, onlineEwc }

export { emcl, ewc, finetune, onlineEwc }
