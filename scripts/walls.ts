/**
 * Writes the lint rules of the house, `biome.walls.json`: which folder of `src/` may import from which, from the floors that docs/house.md
 * lists and the walls within them that stand here. `npx tsx scripts/walls.ts`, after a floor or a room has come or gone.
 */
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { write } from './write.ts'

/** A room of a floor: the rooms that it enters (beside it, or such as the room around it enters), and the floors, if not all below. */
interface Room {
  readonly enters: readonly string[]
  readonly floors?: readonly string[]
  readonly rooms?: Rooms
}

type Rooms = Readonly<Record<string, Room>>

const interpreters: Rooms = {
  explain: { enters: [], floors: ['dsl'] },
  devices: {
    enters: [],
    floors: ['ir'],
    rooms: {
      engine: { enters: [], floors: [] },
      backend: { enters: ['engine'], floors: [] },
      schedule: { enters: [] },
      reference: { enters: [] },
      fuse: { enters: [] },
      tensorflow: { enters: ['schedule', 'fuse'] },
      tfjs: { enters: ['engine', 'backend', 'schedule', 'tensorflow'], floors: ['ir', 'native'] },
      wasm: {
        enters: ['engine', 'backend', 'schedule', 'fuse'],
        rooms: {
          assembler: { enters: [], floors: [] },
          kernels: { enters: ['assembler', 'fuse'], floors: [] },
          heap: { enters: ['kernels', 'fuse'] },
        },
      },
    },
  },
  runtime: { enters: ['devices'] },
  cost: { enters: ['runtime', 'devices'] },
}

/** The rooms of each floor that has walls. Such a floor is entered by the face of a room. */
export const walls: Readonly<Record<string, Rooms>> = { interpreters }

/** Floors with faces beside their own: `setup` makes what `native` finds. `protocol` and `settings` are what records, flags and words need of an experiment; they load nothing that trains. */
const faces: Readonly<Record<string, readonly string[]>> = {
  experiment: ['experiment', 'experiment/protocol', 'experiment/settings'],
  native: ['native', 'native/setup'],
}

/** The floors in the table of a page, from the ground up. */
export const floorsOf = (page: string): readonly string[] =>
  [...page.matchAll(/^\| `src\/([a-z]+)\/`/gm)].map(([, floor]) => floor!).reverse()

/** What is beside `src/`, above every floor. */
const outside = ['examples', 'scripts', 'bench', 'test']

const anywhere = (folders: readonly string[]): readonly string[] => folders.map((folder) => `**/${folder}/**`)

const throughFaces = (folders: readonly string[]): readonly string[] =>
  folders.flatMap((folder) => {
    const doors = faces[folder] ?? (folder in walls ? [`${folder}/*`] : [folder])
    return [...anywhere([folder]), ...doors.map((door) => `!**/${door}/index.ts`)]
  })

const override = (
  includes: readonly string[],
  above: readonly string[],
  beside: readonly string[],
  open: readonly string[],
) => {
  const patterns = [
    {
      group: anywhere([...above, ...outside]),
      message: `${includes[0]} may not import from this floor (see docs/house.md)`,
    },
    { group: anywhere(beside), message: `${includes[0]} has a wall to this room (see scripts/walls.ts)` },
    { group: throughFaces(open), message: 'another floor or room is entered through its index.ts' },
  ]
  const options = { patterns: patterns.filter(({ group }) => group.length > 0) }
  return { includes, linter: { rules: { style: { noRestrictedImports: { level: 'error', options } } } } }
}

type Override = ReturnType<typeof override>

/** The rules of the rooms in a folder: each gets those of the folder around it, which it stands in for, and its own. */
const roomsIn = (
  path: string,
  rooms: Rooms,
  floors: readonly string[],
  lower: readonly string[],
  walled: readonly string[],
): readonly Override[] =>
  Object.entries(rooms).flatMap(([name, { enters, floors: own = lower, rooms: inner = {} }]) => {
    const beside = [...walled, ...Object.keys(rooms).filter((other) => other !== name)].filter(
      (other) => !enters.includes(other),
    )
    const place = `${path}/${name}`
    return [
      override(
        [`${place}/**`],
        floors.filter((floor) => !own.includes(floor)),
        beside,
        [...own, ...enters, ...Object.keys(inner)],
      ),
      ...roomsIn(place, inner, floors, own, [...beside, ...enters]),
    ]
  })

/** What the package shows: in Node.js, in a browser, and in both. */
const shows = ['src/index.ts', 'src/browser.ts', 'src/anywhere.ts']

/** The rules for floors from the ground up. */
export const rulesOf = (floors: readonly string[]): { readonly overrides: readonly Override[] } => ({
  overrides: [
    override(['src/*.ts', ...shows.map((face) => `!${face}`)], floors, [], []),
    override(
      shows,
      ['cli'],
      [],
      floors.filter((floor) => floor !== 'cli'),
    ),
    ...floors.flatMap((floor, storey) => {
      const lower = floors.slice(0, storey)
      const others = floors.filter((other) => other !== floor)
      const rooms = walls[floor] ?? {}
      return [
        override([`src/${floor}/**`], floors.slice(storey + 1), [], [...lower, ...Object.keys(rooms)]),
        ...roomsIn(`src/${floor}`, rooms, others, lower, []),
      ]
    }),
  ],
})

/** The rules as the file holds them: one folder a line. */
export const written = ({ overrides }: ReturnType<typeof rulesOf>): string =>
  `{ "overrides": [\n${overrides.map((rule) => JSON.stringify(rule)).join(',\n')}\n] }\n`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  write('biome.walls.json', written(rulesOf(floorsOf(readFileSync('docs/house.md', 'utf8')))))
