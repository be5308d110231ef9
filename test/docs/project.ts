import { execFile } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll } from 'vitest'

export const root = join(import.meta.dirname, '../..')

export interface Ended {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** A folder of its own in which Retain is installed, as a reader's is. */
export interface Project {
  readonly folder: string
  readonly write: (file: string, text: string) => void
  /** Node with these arguments, and what came of it. */
  readonly node: (...args: readonly string[]) => Promise<Ended>
  /** What the type checker has against the TypeScript files of the folder. */
  readonly typeErrors: () => Promise<string>
}

/** What the type checker has found of Retain's own sources, which it goes over once for all projects. */
const checked = join(root, 'node_modules/.cache/retain-projects')

/** A new project; it is removed after the tests of a file. */
export const project = (name: string): Project => {
  const folder = mkdtempSync(join(tmpdir(), `retain-${name}-`))
  afterAll(() => rmSync(folder, { recursive: true }))
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text)
  // Of its own beside those of all: tests of other files run at the same time, and what is found is kept by relative paths.
  const [info, all] = [join(checked, basename(folder)), join(checked, 'all')]
  mkdirSync(checked, { recursive: true })
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true })
  for (const installed of ['fp-ts', 'vitest', '@types/node'])
    symlinkSync(join(root, 'node_modules', installed), join(folder, 'node_modules', installed))
  symlinkSync(root, join(folder, 'node_modules/retain-lang'))
  write('package.json', '{ "type": "module" }')
  write(
    'tsconfig.json',
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      include: ['*.ts'],
      compilerOptions: { noUnusedLocals: false, tsBuildInfoFile: info },
    }),
  )
  const node = (...args: readonly string[]): Promise<Ended> =>
    new Promise((resolve) =>
      execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (error, out, err) =>
        resolve({ status: error === null ? 0 : Number(error.code ?? 1), out, err }),
      ),
    )
  const typescript = dirname(join(root, 'node_modules/typescript/package.json'))
  return {
    folder,
    write,
    node,
    typeErrors: async () => {
      if (existsSync(all)) copyFileSync(all, info)
      const { out } = await node(join(typescript, 'bin/tsc'), '--noEmit', '-p', folder)
      if (existsSync(info)) renameSync(info, all)
      return out
    },
  }
}
