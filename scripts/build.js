import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** What a set-up gives to a compiler, to Python and to a process of its own. */
const beside = [
  'binding/functions.cc',
  'binding/passes.cc',
  'binding/opener.cc',
  'setup/trial.cjs',
  'setup/wheel-files.py',
]

// Compiles `src/` to `dist/`, which the package brings: JavaScript, declarations, source maps, and the files that other programs read.
// What lay there is gone first.
rmSync(at('dist'), { recursive: true, force: true })
const compiler = at('node_modules/typescript/bin/tsc')
const { status } = spawnSync(process.execPath, [compiler, '-p', at('tsconfig.build.json')], { stdio: 'inherit' })

/**
 * The face for browsers as one file with all that it needs. What of it reads files is never reached from there, and is left out: were
 * something, a module of Node.js would still be imported.
 */
const forBrowsers = async () => {
  const { outputs } = (
    await build({
      entryPoints: [at('dist/browser.js')],
      outfile: at('dist/browser.js'),
      allowOverwrite: true,
      bundle: true,
      platform: 'browser',
      format: 'esm',
      external: ['node:*', 'stream'],
      define: { VERSION_OF_RETAIN: JSON.stringify(version) },
      sourcemap: true,
      legalComments: 'eof',
      metafile: true,
    })
  ).metafile
  const left = Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
  if (left.length > 0) throw new Error(`the face for browsers imports ${[...new Set(left)].join(', ')}`)
}

if (status === 0) {
  for (const file of beside) cpSync(at(`src/native/${file}`), at(`dist/native/${file}`))
  await forBrowsers()
}
process.exitCode = status ?? 1
