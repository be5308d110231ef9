import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { made, type RandomMutant } from './sample.ts'

/** Whether the type checker refuses mutants, tried in a copy of the project that `end` removes. */
export const typeChecker = (
  root: string,
): { readonly refuses: (mutant: RandomMutant) => Promise<boolean>; readonly end: () => void } => {
  const copy = mkdtempSync(join(tmpdir(), 'mutants-'))
  for (const part of ['src', 'test', 'examples', 'bench', 'scripts', 'package.json', 'tsconfig.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  const compiles = (): Promise<boolean> =>
    new Promise((resolve) => {
      const tsc = spawn(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit'], {
        cwd: copy,
        stdio: 'ignore',
      })
      tsc.on('exit', (code) => resolve(code === 0))
    })
  return {
    refuses: async (mutant) => {
      const path = join(copy, mutant.file)
      const code = readFileSync(path, 'utf8')
      writeFileSync(path, made(mutant, code))
      const fine = await compiles()
      writeFileSync(path, code)
      return !fine
    },
    end: () => rmSync(copy, { recursive: true, force: true }),
  }
}
