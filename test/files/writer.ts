/** A process that writes a file over and over, with 'a' and with 'b' in turn, until it is killed: `writer.ts FILE whole|plain`. */
import { writeFileSync } from 'node:fs'
import { writeWhole } from '../../src/files/index.ts'

const [path = '', way] = process.argv.slice(2)
const contents = ['a', 'b'].map((letter) => letter.repeat(3_000_000))
for (let i = 0; ; i += 1) {
  const content = contents[i % 2]!
  if (way === 'whole') writeWhole([[path, content]], { replace: true })
  else writeFileSync(path, content)
  if (i === 1) console.log('begun')
}
