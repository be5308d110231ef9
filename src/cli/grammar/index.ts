import { againGrammar } from './again.ts'
import { checkGrammar } from './check.ts'
import { compareGrammar } from './compare.ts'
import { completionGrammar } from './completion.ts'
import { costGrammar } from './cost.ts'
import { dataGrammar } from './data.ts'
import type { Declaring } from './declaring.ts'
import { doctorGrammar } from './doctor.ts'
import { elementGrammar } from './element.ts'
import { explainGrammar } from './explain.ts'
import { exportGrammar } from './export.ts'
import { initGrammar } from './init.ts'
import { listGrammar } from './list.ts'
import { newGrammar } from './new.ts'
import { predictGrammar } from './predict.ts'
import { reportGrammar } from './report.ts'
import { runGrammar } from './run.ts'
import { searchGrammar } from './search.ts'
import { setupGrammar } from './setup.ts'

/** All commands, in the order in which help lists them. */
export const grammars: readonly ((declaring: Declaring) => void)[] = [
  runGrammar,
  compareGrammar,
  againGrammar,
  searchGrammar,
  reportGrammar,
  elementGrammar,
  costGrammar,
  predictGrammar,
  exportGrammar,
  explainGrammar,
  checkGrammar,
  newGrammar,
  initGrammar,
  listGrammar,
  doctorGrammar,
  setupGrammar,
  completionGrammar,
  dataGrammar,
]

export type { Declaring } from './declaring.ts'
