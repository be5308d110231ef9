import type { Method } from '../dsl/index.ts'
import { agem } from './agem.ts'
import { cMaml } from './c-maml.ts'
import { emcl } from './emcl.ts'
import { er } from './er.ts'
import { ewc } from './ewc.ts'
import { finetune } from './finetune.ts'
import { gem } from './gem.ts'
import { gradientReconstruction } from './gradient-reconstruction.ts'
import { independent } from './independent.ts'
import { joint } from './joint.ts'
import { laMaml } from './la-maml.ts'
import { maml } from './maml.ts'
import { mas } from './mas.ts'
import { mer } from './mer.ts'
import { naturalGradient } from './natural-gradient.ts'
import { onlineEwc } from './online-ewc.ts'
import { si } from './si.ts'
import { syncLaMaml } from './sync-la-maml.ts'

/** Every method that can be named on the command line. */
export const methods: Readonly<Record<string, Method>> = {
  finetune,
  joint,
  independent,
  naturalGradient,
  emcl,
  ewc,
  onlineEwc,
  si,
  mas,
  er,
  gem,
  agem,
  mer,
  cMaml,
  syncLaMaml,
  laMaml,
  gradientReconstruction,
  maml,
}

export {
  agem,
  cMaml,
  emcl,
  er,
  ewc,
  finetune,
  gem,
  gradientReconstruction,
  independent,
  joint,
  laMaml,
  maml,
  mas,
  mer,
  naturalGradient,
  onlineEwc,
  si,
  syncLaMaml,
}
