import type { Method } from '../dsl/index.ts'
import { agem } from './agem.ts'
import { anil } from './anil.ts'
import { anml } from './anml.ts'
import { cMaml } from './c-maml.ts'
import { continualMaml } from './continual-maml.ts'
import { der } from './der.ts'
import { derpp } from './derpp.ts'
import { emcl } from './emcl.ts'
import { er } from './er.ts'
import { erBalanced } from './er-balanced.ts'
import { ewc } from './ewc.ts'
import { finetune } from './finetune.ts'
import { fomaml } from './fomaml.ts'
import { gem } from './gem.ts'
import { gradientReconstruction } from './gradient-reconstruction.ts'
import { gss } from './gss.ts'
import { iMaml } from './i-maml.ts'
import { icarl } from './icarl.ts'
import { independent } from './independent.ts'
import { joint } from './joint.ts'
import { kfacLaplace } from './kfac-laplace.ts'
import { laMaml } from './la-maml.ts'
import { lwf } from './lwf.ts'
import { maml } from './maml.ts'
import { mamlPlusPlus } from './maml-plus-plus.ts'
import { mas } from './mas.ts'
import { mer } from './mer.ts'
import { metaSgd } from './meta-sgd.ts'
import { naturalGradient } from './natural-gradient.ts'
import { ogd } from './ogd.ts'
import { oml } from './oml.ts'
import { onlineEwc } from './online-ewc.ts'
import { reptile } from './reptile.ts'
import { rwalk } from './rwalk.ts'
import { si } from './si.ts'
import { syncLaMaml } from './sync-la-maml.ts'
import { vcl } from './vcl.ts'

/** Every method that can be named on the command line. */
export const methods: Readonly<Record<string, Method>> = {
  finetune,
  joint,
  independent,
  naturalGradient,
  emcl,
  ewc,
  onlineEwc,
  kfacLaplace,
  si,
  mas,
  rwalk,
  lwf,
  ogd,
  vcl,
  er,
  erBalanced,
  der,
  derpp,
  gss,
  icarl,
  gem,
  agem,
  mer,
  cMaml,
  syncLaMaml,
  laMaml,
  gradientReconstruction,
  maml,
  mamlPlusPlus,
  fomaml,
  anil,
  metaSgd,
  reptile,
  iMaml,
  oml,
  anml,
  continualMaml,
}

export {
  agem,
  anil,
  anml,
  cMaml,
  continualMaml,
  der,
  derpp,
  emcl,
  er,
  erBalanced,
  ewc,
  finetune,
  fomaml,
  gem,
  gradientReconstruction,
  gss,
  icarl,
  iMaml,
  independent,
  joint,
  kfacLaplace,
  laMaml,
  lwf,
  maml,
  mamlPlusPlus,
  mas,
  mer,
  metaSgd,
  naturalGradient,
  ogd,
  oml,
  onlineEwc,
  reptile,
  rwalk,
  si,
  syncLaMaml,
  vcl,
}
