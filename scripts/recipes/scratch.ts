import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import type { Recipe, Step } from './recipe.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const taken = ['src', 'test', 'scripts', 'examples', 'bench', 'package.json', 'tsconfig.json', 'vitest.config.ts']
/** What the type checker has found of the sources, where it was run. */
const found = '.tsbuildinfo'

/** A copy of the sources in which recipes are tried. */
export interface Scratch {
  readonly add: (steps: readonly Step[]) => void
  /** What the type checker says; nothing where all is well. */
  readonly types: () => string
  /** What the tests of recipes say; nothing where they pass. Recipes that ask for the same of their tests are one run. */
  readonly laws: (recipes: readonly Recipe[]) => string
  readonly remove: () => void
}

interface Said {
  readonly failed: boolean
  readonly text: string
}

const said = (command: string, args: readonly string[], cwd: string): Said => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  return { failed: status !== 0, text: stripVTControlCharacters(`${stdout}${stderr}`).trim() || `ended with ${status}` }
}

export const scratch = (): Scratch => {
  const folder = mkdtempSync(join(tmpdir(), 'retain-recipes-'))
  for (const name of [...taken, ...(existsSync(join(root, found)) ? [found] : [])])
    cpSync(join(root, name), join(folder, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const bin = (name: string): string => join(root, 'node_modules', '.bin', name)
  return {
    add: (steps) => {
      for (const step of steps) {
        const path = join(folder, step.file)
        mkdirSync(dirname(path), { recursive: true })
        if ('write' in step) writeFileSync(path, step.write)
        else {
          const parts = readFileSync(path, 'utf8').split(step.after)
          if (parts.length !== 2)
            throw new Error(
              `${step.file}: the piece to put something after is there ${parts.length - 1} times: ${step.after}`,
            )
          writeFileSync(path, parts.join(`${step.after}${step.put}`))
        }
      }
    },
    types: () => {
      const { failed, text } = said(bin('tsc'), ['--noEmit'], folder)
      return failed ? text : ''
    },
    laws: (recipes) => {
      const ran = (only: string | undefined): string => {
        const files = recipes.flatMap(({ law }) => (law.only === only ? [law.file] : []))
        const named = only === undefined ? [] : ['-t', only]
        const { failed, text } = said(bin('vitest'), ['run', ...files, ...named], folder)
        // Tests that are all left out fail nothing, and their file is then not among those that passed.
        return !failed && text.includes(`Test Files  ${files.length} passed`) ? '' : text
      }
      const kinds = [...new Set(recipes.map(({ law }) => law.only))]
      return kinds.map(ran).filter(Boolean).join('\n')
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
