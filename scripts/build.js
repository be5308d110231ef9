import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Compiles `src/` to `dist/`, which the package brings: JavaScript, declarations, source maps, and the files beside them that other
 * programs read. What lay there is gone first.
 */
const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

rmSync(at('dist'), { recursive: true, force: true })
const { status } = spawnSync(
  process.execPath,
  [at('node_modules/typescript/bin/tsc'), '-p', at('tsconfig.build.json')],
  {
    stdio: 'inherit',
  },
)
/** What a set-up gives to a compiler, to Python and to a process of its own. */
for (const file of ['binding/functions.cc', 'binding/opener.cc', 'setup/trial.cjs', 'setup/wheel-files.py'])
  cpSync(at(`src/native/${file}`), at(`dist/native/${file}`))
process.exitCode = status ?? 1
