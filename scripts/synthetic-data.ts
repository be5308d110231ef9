/**
 * Writes data sets of the sizes and in the formats of the large ones, made up: each class has smooth colours of its own, with noise.
 * For trying whole protocols, speed and memory where the data sets themselves aren't there; accuracies on them say nothing of these.
 *
 *   npx tsx scripts/synthetic-data.ts DIR [cifar10] [cifar100] [mini-imagenet] [--images 600]
 *
 * Classes of CIFAR have one image in a hundred more than published, as files of the published size are held to their checksum.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { encode } from 'fast-png'
import { child, generator, type Key, key, uniforms } from '../src/random/index.ts'
import { write } from './write.ts'

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { images: { type: 'string', default: '600' } },
})
const [root, ...asked] = positionals
const known = ['cifar10', 'cifar100', 'mini-imagenet']
const wanted = asked.length === 0 ? known : asked
const perClass = Number(flags.images)
const odd = wanted.find((name) => !known.includes(name))
if (root === undefined || odd !== undefined || !(Number.isSafeInteger(perClass) && perClass >= 6)) {
  console.error(`synthetic-data: DIR, then names of ${known.join(', ')}; --images a whole number ≥ 6`)
  process.exit(2)
}

/** The colours of a class in [48, 208): in each channel a wave of its own over the image, channels last. */
const colours = (of: Key, side: number): Float32Array => {
  const image = new Float32Array(side * side * 3)
  for (let channel = 0; channel < 3; channel += 1) {
    const [level = 0, down = 0, across = 0, phase = 0] = uniforms(child(of, channel), 4)
    for (let y = 0; y < side; y += 1)
      for (let x = 0; x < side; x += 1)
        image[(y * side + x) * 3 + channel] =
          128 +
          40 * (2 * level - 1) +
          40 * Math.cos((2 * Math.PI * (3 * down * y + 3 * across * x)) / side + 6.3 * phase)
  }
  return image
}

/** Noise uniform on −64 … 63 about the colours, as bytes that `place` puts anywhere. */
const painted = (base: Float32Array, of: Key, place: (byte: number, at: number) => void): void => {
  const source = generator(of)
  for (let p = 0; p < base.length; p += 1)
    place(Math.max(0, Math.min(255, Math.round(base[p]! + ((source.unsafeNext() >>> 8) & 127) - 64))), p)
}

/** A file of CIFAR's binary form: of every class in turn `perClass` images, after their labels; red, green and blue plane. */
const cifarFile = (of: Key, bases: readonly Float32Array[], counts: number, coarse: boolean): Uint8Array => {
  const head = coarse ? 2 : 1
  const length = head + 3072
  const file = new Uint8Array(bases.length * counts * length)
  for (let i = 0; i < bases.length * counts; i += 1) {
    const label = i % bases.length
    const start = i * length
    if (coarse) file[start] = Math.floor(label / 5)
    file[start + head - 1] = label
    painted(bases[label]!, child(of, i), (byte, p) => {
      file[start + head + (p % 3) * 1024 + Math.floor(p / 3)] = byte
    })
  }
  return file
}

const cifar = (name: 'cifar10' | 'cifar100'): void => {
  const of = child(key(0), name)
  const classes = name === 'cifar10' ? 10 : 100
  const bases = Array.from({ length: classes }, (_, c) => colours(child(of, 'class', c), 32))
  const folder = join(root, name === 'cifar10' ? 'cifar-10-batches-bin' : 'cifar-100-binary')
  mkdirSync(folder, { recursive: true })
  const files: readonly (readonly [string, number])[] =
    name === 'cifar10'
      ? [...[1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`), 'test_batch.bin'].map((file) => [file, 1010])
      : [
          ['train.bin', 505],
          ['test.bin', 101],
        ]
  for (const [file, counts] of files)
    write(join(folder, file), cifarFile(child(of, file), bases, counts, name === 'cifar100'))
}

/** 64, 16 and 20 classes in three lists, and their images as PNG files of 84 × 84: to write JPEG would take ten times as long. */
const miniImageNet = (): void => {
  const of = child(key(0), 'mini-imagenet')
  const folder = join(root, 'mini-imagenet')
  mkdirSync(join(folder, 'images'), { recursive: true })
  let label = 0
  for (const [list, classes] of [
    ['train', 64],
    ['val', 16],
    ['test', 20],
  ] as const) {
    const lines = ['filename,label']
    for (let c = 0; c < classes; c += 1, label += 1) {
      const base = colours(child(of, 'class', label), 84)
      const name = `n${String(label).padStart(8, '0')}`
      for (let i = 0; i < perClass; i += 1) {
        const data = new Uint8Array(base.length)
        painted(base, child(of, label, i), (byte, p) => {
          data[p] = byte
        })
        const file = `${name}${String(i).padStart(8, '0')}.png`
        // Not whole at once, which takes long for so many: what is listed below is whole.
        writeFileSync(
          join(folder, 'images', file),
          encode({ data, width: 84, height: 84, channels: 3, depth: 8 }, { zlib: { level: 1 } }),
        )
        lines.push(`${file},${name}`)
      }
    }
    write(join(folder, `${list}.csv`), `${lines.join('\n')}\n`)
  }
}

for (const name of wanted) {
  const start = performance.now()
  if (name === 'mini-imagenet') miniImageNet()
  else cifar(name as 'cifar10' | 'cifar100')
  console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`)
}
