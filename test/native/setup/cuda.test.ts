import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { afterAll, describe, expect, it } from 'vitest'
import { driver, linked, ownCuda, usualFolders, wantedOf } from '../../../src/native/setup/cuda.ts'

const scratch = mkdtempSync(join(tmpdir(), 'retain-cuda-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const folderOf = (name: string, files: readonly string[]): string => {
  const folder = join(scratch, name)
  mkdirSync(folder, { recursive: true })
  for (const file of files) writeFileSync(join(folder, file), '')
  return folder
}

const twelve = [
  ...['libcudart.so.12', 'libcublas.so.12', 'libcublasLt.so.12', 'libcufft.so.11', 'libcurand.so.10'],
  ...['libcusolver.so.11', 'libcusparse.so.12', 'libnvJitLink.so.12', 'libcupti.so.12', 'libnccl.so.2'],
]
const thirteen = [
  ...['libcudart.so.13', 'libcublas.so.13', 'libcublasLt.so.13', 'libcufft.so.12', 'libcurand.so.10'],
  ...['libcusolver.so.12', 'libcusparse.so.12', 'libnvJitLink.so.13', 'libcupti.so.13', 'libnccl.so.2'],
]
const cudnn = ['libcudnn.so.9', 'libcudnn_graph.so.9', 'libcudnn_ops.so.9']

describe('the machine’s own CUDA', () => {
  it('of CUDA 12 lacks nothing, and is linked by the names that are asked for, cuDNN with its parts', () => {
    const own = ownCuda([folderOf('12', twelve), folderOf('cudnn', cudnn)])
    expect(own.missing).toEqual([])
    expect(own.links.map(([name]) => name).sort()).toEqual([...twelve, ...cudnn].sort())
  })

  it('of CUDA 13 lacks the run-time library of CUDA 12, and is linked by both names', () => {
    const folder = folderOf('13', [...thirteen, ...cudnn])
    const own = ownCuda([folder])
    expect(own.missing).toEqual(['libcudart.so.12'])
    expect(own.links).toContainEqual(['libcublas.so.12', join(folder, 'libcublas.so.13')])
    expect(own.links).toContainEqual(['libcublas.so.13', join(folder, 'libcublas.so.13')])
    const place = join(scratch, 'place')
    expect(E.isRight(linked(place, own))).toBe(true)
    expect(E.isRight(linked(place, own))).toBe(true)
    // Libraries look beside themselves: cuSOLVER finds cuBLAS in its own folder.
    expect(readlinkSync(join(place, 'site/nvidia/cusolver/lib/libcublas.so.13'))).toBe(join(folder, 'libcublas.so.13'))
  })

  it('that is of CUDA 12 is taken before one of CUDA 13, in whichever folder it lies', () => {
    const own = ownCuda([folderOf('13b', thirteen), folderOf('12b', twelve)])
    expect(own.links).toContainEqual(['libcublas.so.12', join(scratch, '12b', 'libcublas.so.12')])
  })

  it('that is not there lacks all', () => {
    expect(ownCuda([join(scratch, 'nowhere')]).missing).toHaveLength(11)
  })

  it('is looked for on the library path first, then where NVIDIA and Python put it', () => {
    const usual = folderOf('usual', [])
    for (const name of ['cuda', 'cuda-12.4', 'cuda-11.8', 'share']) mkdirSync(join(usual, name))
    const packages = folderOf('packages', [])
    mkdirSync(join(packages, 'nvidia/cublas'), { recursive: true })
    const folders = usualFolders({ LD_LIBRARY_PATH: '/one::/two', CUDA_HOME: '/home' }, [packages], usual)
    expect(folders.slice(0, 3)).toEqual(['/one', '/two', '/home/lib64'])
    expect(folders).toContain(join(usual, 'cuda-12.4/lib64'))
    expect(folders.filter((folder) => /cuda-11|share/.test(folder))).toEqual([])
    expect(folders.at(-1)).toBe(join(packages, 'nvidia/cublas/lib'))
  })
})

describe('the driver', () => {
  it('is what its file says, or none', () => {
    const file = join(folderOf('proc', []), 'version')
    writeFileSync(
      file,
      'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build\nGCC version: 12.2.0\n',
    )
    expect(driver(file)).toEqual(O.some('580.95.05'))
    expect(driver(join(scratch, 'nothing'))).toEqual(O.none)
  })
})

it('of the compiler of CUDA the assembler is wanted, of all else the libraries', () => {
  expect(wantedOf('nvidia-cuda-nvcc-cu12')).toContain('nvidia/cuda_nvcc/bin/*')
  expect(wantedOf('nvidia-cublas-cu12').every((pattern) => pattern.includes('/lib/'))).toBe(true)
})
