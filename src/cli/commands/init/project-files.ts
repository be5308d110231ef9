import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Content } from '../../../files/index.ts'
import { retainVersion } from '../../../version.ts'

const root = new URL('../../../../', import.meta.url)

/** In a checkout this is the package of a folder; else a version of it. */
export const isCheckout = existsSync(new URL('src/cli/main.ts', root))

const { devDependencies } = createRequire(import.meta.url)('../../../../package.json') as {
  readonly devDependencies: Readonly<Record<string, string>>
}

/** A name that npm takes, from that of a folder. */
const packageName = (folder: string): string =>
  basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'methods'

/** What is done with the method, by the names of scripts. */
const scripts = {
  start: 'retain run ./mine.ts --benchmark permuted-mnist --tasks 3 --samples 200',
  check: 'retain check ./mine.ts',
  compare:
    'retain compare finetune,ewc,./mine.ts --benchmark permuted-mnist --tasks 5 --samples 200 --seeds 0-2 --out comparison --force',
  test: 'vitest run',
  types: 'tsc',
}

const manifest = (folder: string): string => {
  const retain = isCheckout
    ? `file:${relative(resolve(folder), fileURLToPath(root)) || '.'}`.replace(/\/$/, '')
    : `^${retainVersion()}`
  const { vitest, typescript } = devDependencies
  return `${JSON.stringify(
    {
      name: packageName(folder),
      private: true,
      type: 'module',
      scripts,
      dependencies: { 'retain-lang': retain },
      devDependencies: { typescript, vitest },
    },
    undefined,
    2,
  )}\n`
}

const compiler = `{
  "compilerOptions": {
    "target": "ES2022",
    "module": "NodeNext",
    "strict": true,
    "skipLibCheck": true,
    "allowImportingTsExtensions": true,
    "noEmit": true
  },
  "include": ["*.ts"]
}
`

const readme = (folder: string): string => `# ${packageName(folder)}

A method that learns task after task, for Retain. It is in \`mine.ts\`; the laws that it must obey are tried by \`mine.test.ts\`.

\`\`\`sh
npm install
npm start              # learns three tasks of digits, and says what is left of them
npm test               # the laws
npm run types          # the compiler
npm run check          # the laws again, with a counter-example where one does not hold
npm run compare        # beside others, three seeds; open comparison/index.html
\`\`\`

What else there is:

\`\`\`sh
npx retain explain ./mine.ts --format markdown
npx retain cost ./mine.ts --benchmark permuted-mnist --tasks 3 --samples 200
npx retain list methods
npx retain new other --from er
npx retain report comparison
npx retain --help
\`\`\`

The guide of Retain is in \`node_modules/retain-lang/docs/guide.md\`.
`

/** The files of a project but those of its method. */
export const projectFiles = (folder: string): readonly Content[] => [
  [join(folder, 'package.json'), manifest(folder)],
  [join(folder, 'tsconfig.json'), compiler],
  [join(folder, '.gitignore'), 'node_modules\ncomparison\n*.jsonl\n'],
  [join(folder, 'README.md'), readme(folder)],
]
