import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { afterAll, describe, expect, it } from 'vitest'
import { render } from '../../../src/fault.ts'
import { found } from '../../../src/native/index.ts'
import { loadedFrom, tried } from '../../../src/native/setup/index.ts'

const scratch = mkdtempSync(join(tmpdir(), 'retain-trial-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const call = { env: process.env, signal: new AbortController().signal }

let count = 0
/** A package of which the product and the convolution are these, of the numbers that they are given. */
const packageWith = (product: string, convolution = 'x', before = ''): string => {
  const folder = join(scratch, `package-${count++}`)
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'index.js'),
    `${before}
    const binding = { TF_Version: '9.9.9', addFunction() {}, setTensorFloat32(on) { binding.on = on }, tensorFloat32: () => binding.on }
    const tensor = (x) => x
    const made = (x) => ({ dataSync: () => x })
    module.exports = {
      env: () => ({ set() {} }), backend: () => ({ binding, isUsingGpuDevice: false }), tensor2d: tensor, tensor4d: tensor,
      matMul: (x) => made(${product}), conv2d: (x) => made(${convolution}),
    }`,
  )
  return folder
}

const said = async (name: string): Promise<string> => {
  const how = await tried({ package: name }, call)()
  return E.isLeft(how) ? render(how.left) : JSON.stringify(how.right)
}

/** Numbers with 10 bits of mantissa, as TF32 has them. */
const coarse = 'x.map((v) => { const e = 2 ** (Math.floor(Math.log2(v || 1)) - 10); return Math.round(v / e) * e })'

describe('a build is tried in a process of its own', () => {
  it('one that computes says what it is, with TF32 off', async () => {
    expect(JSON.parse(await said(packageWith('x')))).toEqual({
      ...{ tensorflow: '9.9.9', gpu: false, product: true, convolution: true, functions: true, tensorFloat32: false },
    })
  })

  it.each([
    ['a wrong product', packageWith('x.map((v) => v + 1)'), 'got a wrong product'],
    ['a wrong convolution', packageWith('x', 'x.map((v) => v + 1)'), 'got a wrong convolution'],
    ['a product of 10 bits of mantissa', packageWith(coarse), 'got a wrong product'],
    ['a convolution of 10 bits of mantissa', packageWith('x', coarse), 'got a wrong convolution'],
    [
      'a library that does not load',
      packageWith('x', 'x', `throw new Error('libcudart.so.12: cannot open')`),
      'libcudart.so.12',
    ],
    ['a process that is taken away', packageWith('x', 'x', `process.kill(process.pid, 'SIGILL')`), 'ended by SIGILL'],
    [
      'a process that says nothing of use',
      packageWith('x', 'x', `console.log('hello'); process.exit(0)`),
      'must say what it computes, got hello',
    ],
    ['no package', join(scratch, 'nothing'), 'Cannot find module'],
  ])('%s is a fault that says so and how to begin anew', async (_, name, text) => {
    const fault = await said(name)
    expect(fault).toContain(text)
    expect(fault).toContain('retain setup tensorflow --remove')
  })

  it('the build of this machine, where one is set up, computes', async () => {
    const there = found('cpu')
    if (O.isNone(there)) return
    const how = await tried(loadedFrom(there.value.place, 'cpu'), call)()
    expect(how).toMatchObject({ _tag: 'Right', right: { functions: true, tensorFloat32: false } })
  })
})
