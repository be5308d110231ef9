import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** What a set-up gives to a compiler, to Python and to a process of its own. */
const beside = ['binding/functions.cc', 'binding/opener.cc', 'setup/trial.cjs', 'setup/wheel-files.py']

// Compiles `src/` to `dist/`, which the package brings: JavaScript, declarations, source maps, and the files that other programs read.
// What lay there is gone first.
rmSync(at('dist'), { recursive: true, force: true })
const compiler = at('node_modules/typescript/bin/tsc')
const { status } = spawnSync(process.execPath, [compiler, '-p', at('tsconfig.build.json')], { stdio: 'inherit' })
if (status === 0) for (const file of beside) cpSync(at(`src/native/${file}`), at(`dist/native/${file}`))
process.exitCode = status ?? 1
