import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../../fault.ts'

type Zip = Pick<typeof import('fflate'), 'unzipSync'>

/** A drawing of a character, still as the bytes of its PNG file. */
export interface Drawing {
  readonly alphabet: string
  readonly character: string
  readonly file: string
  /** Where it was found, for messages. */
  readonly path: string
  readonly png: Uint8Array
}

/** A drawing has some hundred bytes, and the largest archive has 19,280 of them. */
const mostDrawingBytes = 2 ** 16
const mostBytes = 2 ** 27

const wrong = (path: string, rule: string, got: string) =>
  fault({
    where: 'data',
    rule,
    got,
    path: [path],
    hint: 'the file is damaged, was cut off on its way, or is no archive of Omniglot: fetch it again',
  })

/** What unpacking throws where an archive would take too much memory. */
class TooLarge extends Error {}

const partsOf = (name: string): readonly string[] | undefined => {
  const parts = name.split('/')
  return parts.length === 4 && /^[^.].*\.png$/.test(parts[3]!) && parts[0] !== '__MACOSX' ? parts : undefined
}

const unpacked = ({ unzipSync }: Zip, bytes: Uint8Array): Readonly<Record<string, Uint8Array>> => {
  let total = 0
  return unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (partsOf(name) === undefined) return false
      total += originalSize
      if (originalSize > mostDrawingBytes) throw new TooLarge(`${name} of ${originalSize} bytes`)
      if (total > mostBytes) throw new TooLarge(`more than ${mostBytes} bytes in all`)
      return true
    },
  })
}

/**
 * The drawings in a zip archive of `SET/ALPHABET/CHARACTER/FILE.png`, in the order of their alphabets, characters and files. What else is
 * in it isn't unpacked.
 *
 * @returns a `Left` for what is no zip archive, is damaged, holds no drawings, or unpacks to more than drawings take
 */
export const drawingsIn =
  (zip: Zip, path: string) =>
  (bytes: Uint8Array): E.Either<Fault, readonly Drawing[]> =>
    pipe(
      E.tryCatch(
        () => unpacked(zip, bytes),
        (error) =>
          error instanceof TooLarge
            ? wrong(path, 'an archive of Omniglot must hold small drawings', error.message)
            : wrong(
                path,
                'the file must be a whole zip archive',
                `${bytes.length} bytes that can't be unpacked (${error instanceof Error ? error.message : String(error)})`,
              ),
      ),
      E.map((files) =>
        Object.entries(files)
          .flatMap(([name, png]): readonly Drawing[] => {
            const [, alphabet = '', character = '', file = ''] = partsOf(name) ?? []
            return [{ alphabet, character, file, path: `${path}/${name}`, png }]
          })
          .sort(inOrder),
      ),
      E.filterOrElse(
        (drawings) => drawings.length > 0,
        () => wrong(path, 'an archive of Omniglot must hold drawings, SET/ALPHABET/CHARACTER/FILE.png', 'none'),
      ),
    )

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** By alphabet, then by character, then by file. */
export const inOrder = (a: Drawing, b: Drawing): number =>
  compared(a.alphabet, b.alphabet) || compared(a.character, b.character) || compared(a.file, b.file)

/** What unpacks zip archives. It is loaded when it is asked for: no other data set needs it. */
export const unzipper: TE.TaskEither<Fault, Zip> = TE.tryCatch(
  () => import('fflate'),
  (error) =>
    fault({
      where: 'data',
      rule: 'the package that unpacks zip archives must be installed',
      got: error instanceof Error ? error.message : String(error),
      hint: 'install the packages again: npm ci',
    }),
)
