/** `node trial.cjs PLACE PACKAGE`: a product and a convolution on a build; prints what it found as one line of JSON. */
const util = require('node:util')

// What Node.js 23 took away.
util.isNullOrUndefined ??= (value) => value === null || value === undefined
util.isArray ??= Array.isArray

const [opener, library, name, environment] = process.argv.slice(2)
if (opener !== '') require(opener).open(library, JSON.parse(environment))
const tf = require(name)
tf.env().set('PROD', true)
const { binding, isUsingGpuDevice } = tf.backend()
binding.setTensorFloat32?.(false)

/** Numbers that float32 holds and 10 bits of mantissa don't. */
const fine = 1 + 2 ** -12
const size = 128
const unit = Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0))
const rows = Float32Array.from({ length: size * size }, (_, i) => fine + (i % 7))
const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i])
const product = tf.matMul(tf.tensor2d(rows, [size, size]), tf.tensor2d(unit, [size, size])).dataSync()
// A window of 3 × 3 that only its middle goes through gives the image again.
const image = rows.subarray(0, 32 * 32)
const window = Float32Array.from({ length: 9 }, (_, i) => (i === 4 ? 1 : 0))
const convolution = tf
  .conv2d(tf.tensor4d(image, [1, 32, 32, 1]), tf.tensor4d(window, [3, 3, 1, 1]), 1, 'same')
  .dataSync()
process.stdout.write(
  `${JSON.stringify({
    tensorflow: binding.TF_Version,
    gpu: isUsingGpuDevice,
    product: same(product, rows),
    convolution: same(convolution, image),
    functions: typeof binding.addFunction === 'function',
    tensorFloat32: binding.tensorFloat32?.() ?? null,
  })}\n`,
)
