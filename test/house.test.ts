import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { floorsOf, rulesOf, walls, written } from '../scripts/walls.ts'

const floors = floorsOf(readFileSync('docs/house.md', 'utf8'))
const folders = (place: string): readonly string[] =>
  readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)

describe('the rules of the house', () => {
  it('are those that its page and its walls come to: `npx tsx scripts/walls.ts` writes them', () => {
    expect(readFileSync('biome.walls.json', 'utf8')).toBe(written(rulesOf(floors)))
  })

  it('are about every folder: each is a floor of the page, and each house of a floor with walls has its own', () => {
    expect([...floors].sort()).toEqual(folders('src').toSorted())
    for (const [floor, rooms] of Object.entries(walls))
      expect(Object.keys(rooms).toSorted()).toEqual(folders(join('src', floor)).toSorted())
    const { rooms = {} } = walls.interpreters!.devices!
    expect(Object.keys(rooms).toSorted()).toEqual(folders('src/interpreters/devices').toSorted())
  })
})

const scratch = mkdtempSync(join(tmpdir(), 'retain-house-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** The files among these, each given with what it imports, that lint finds at fault. */
const refused = (files: Readonly<Record<string, string>>): readonly string[] => {
  const place = mkdtempSync(join(scratch, 'tree-'))
  for (const file of ['biome.json', 'biome.walls.json']) cpSync(file, join(place, file))
  for (const [file, imported] of Object.entries(files)) {
    const path = join(place, 'src', file)
    const from = relative(dirname(file), imported)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `import type { A } from '${from.startsWith('.') ? from : `./${from}`}'\n\nexport type B = A\n`)
  }
  const lint = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', 'src']
  const told = (() => {
    try {
      return execFileSync(resolve('node_modules/.bin/biome'), lint, { cwd: place, stdio: 'pipe', encoding: 'utf8' })
    } catch (error) {
      return String((error as { readonly stdout: unknown }).stdout)
    }
  })()
  const { diagnostics } = JSON.parse(told) as {
    readonly diagnostics: readonly { readonly category: string; readonly location: { readonly path: string } }[]
  }
  return diagnostics.map(({ location }) => relative('src', location.path)).toSorted()
}

/** A planted file of a folder, which imports another. */
const planted = (folder: string, imported: string): readonly [string, string] => [
  `${folder}/of-${imported.replace(/\W/g, '-')}.ts`,
  imported,
]

const face = (floor: string): string => (floor in walls ? `${floor}/${Object.keys(walls[floor]!)[0]}` : floor)

describe('lint', () => {
  it('refuses an import from a floor above, and past the face of one below; nothing else', () => {
    const pairs = floors.flatMap((upper, storey) => floors.slice(0, storey).map((lower) => [upper, lower] as const))
    const down = pairs.map(([upper, lower]) => planted(`${upper}/deep`, `${face(lower)}/index.ts`))
    const past = pairs.map(([upper, lower]) => planted(`${upper}/deep`, `${face(lower)}/inner.ts`))
    const up = pairs.map(([upper, lower]) => planted(`${lower}/deep`, `${face(upper)}/index.ts`))
    const bad = [...past, ...up, planted('.', 'dsl/index.ts'), planted('cli', '../scripts/write.ts')]
    expect(refused(Object.fromEntries([...down, ...bad, ['index.ts', 'dsl/index.ts']]))).toEqual(
      bad.map(([file]) => relative('.', file)).toSorted(),
    )
  })

  it('refuses what goes through a wall', () => {
    const [explain, cost, runtime, devices] = ['explain', 'cost', 'runtime', 'devices'].map((h) => `interpreters/${h}`)
    const good = [
      planted(cost!, `${runtime}/index.ts`),
      planted(cost!, `${devices}/index.ts`),
      planted(runtime!, `${devices}/index.ts`),
      planted(devices!, `${devices}/wasm/index.ts`),
      planted(`${devices}/wasm/heap`, `${devices}/fuse/index.ts`),
      planted(`${devices}/wasm/heap`, 'ir/index.ts'),
      planted('cli', `${devices}/index.ts`),
    ]
    const bad = [
      planted(explain!, `${devices}/index.ts`),
      planted(explain!, 'ir/index.ts'),
      planted(devices!, `${runtime}/index.ts`),
      planted(devices!, 'compiler/index.ts'),
      planted(runtime!, `${cost}/index.ts`),
      planted(runtime!, `${explain}/index.ts`),
      planted(runtime!, `${devices}/reference/index.ts`),
      planted(`${devices}/fuse`, `${devices}/wasm/index.ts`),
      planted(`${devices}/tfjs`, `${devices}/wasm/index.ts`),
      planted(`${devices}/reference`, `${devices}/schedule/index.ts`),
      planted(`${devices}/wasm/heap`, `${devices}/fuse/fuse.ts`),
      planted(`${devices}/wasm/heap`, `${runtime}/index.ts`),
      planted(`${devices}/wasm/kernels`, `${devices}/wasm/heap/index.ts`),
      planted('cli', `${devices}/wasm/index.ts`),
    ]
    expect(refused(Object.fromEntries([...good, ...bad]))).toEqual(bad.map(([file]) => file).toSorted())
  })

  it('refuses circles of imports, of types too, within a folder and between folders', () => {
    const circles = {
      'compiler/a.ts': 'compiler/b.ts',
      'compiler/b.ts': 'compiler/a.ts',
      'compiler/one/c.ts': 'compiler/two/d.ts',
      'compiler/two/d.ts': 'compiler/e.ts',
      'compiler/e.ts': 'compiler/one/c.ts',
    }
    const line = { 'compiler/f.ts': 'compiler/g.ts', 'compiler/g.ts': 'compiler/a.ts' }
    expect(refused({ ...circles, ...line })).toEqual(Object.keys(circles).toSorted())
  })
})
