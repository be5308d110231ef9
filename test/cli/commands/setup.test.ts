import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SetupFlags, setupCommand } from '../../../src/cli/commands/setup.ts'
import { settled } from '../../../src/cli/terminal/settled.ts'
import { placeOf } from '../../../src/native/index.ts'
import { compiler, orderIn, type World, world } from '../../native/setup/fakes.ts'
import { type Around, captured, sinks, words } from '../captured.ts'

let on: World
beforeEach(() => {
  on = world()
})
afterEach(() => rmSync(dirname(on.env.PATH!), { recursive: true, force: true }))

const carriedOut = async (
  flags: SetupFlags = {},
  around: Around = {},
  device = flags.remove === true ? undefined : 'cpu',
) => {
  const { console, text } = sinks({ ...around, env: { ...on.env, ...around.env } })
  const { machine, library, trying } = orderIn(on)
  const command = setupCommand(console, { machine: machine!, library: library!, trying: trying! })
  const status = await settled(command('tensorflow', device, flags), console)
  return { status, ...text }
}

describe('retain setup tensorflow', () => {
  it('says each step, and at the end what it did, where it lies, how large it is, how it is used and removed', async () => {
    const { status, out, err } = await carriedOut()
    expect(status).toBe(0)
    expect(err.split('\n').map((line) => line.slice(0, 12))).toEqual([
      'step 1 of 3:',
      'step 2 of 3:',
      'step 3 of 3:',
      'check: a pro',
      '',
    ])
    expect(out).toMatch(/^TensorFlow 2\.21\.0 for the CPU is set up$/m)
    expect(out).toMatch(/^did +@tensorflow\/tfjs-node 4\.22\.0 by npm, without its own download: \d/m)
    expect(out).toMatch(/^check +a product and a convolution are right, to the bit; TF32 is off$/m)
    expect(out.replaceAll(/\n +/g, '')).toContain(`${placeOf('cpu', on.env)} (1 MB)`)
    expect(out).toMatch(/--backend node$/m)
    expect(out).toMatch(/^remove +retain setup tensorflow --remove$/m)
  })

  it('done twice says that it is there; removed says what was; removed twice says that nothing is', async () => {
    await carriedOut()
    expect((await carriedOut()).out).toMatch(/^TensorFlow 2\.21\.0 for the CPU is set up already$/m)
    const { out } = await carriedOut({ remove: true })
    expect(out.replaceAll(/\n +/g, '')).toBe(`removed  ${placeOf('cpu', on.env)} (1 MB)\n`)
    expect(await carriedOut({ remove: true })).toEqual({
      status: 0,
      out: 'nothing is set up\n',
      err: '',
    })
  })

  it('fits on a narrow terminal, with a bar that leaves nothing behind', async () => {
    const { out, err } = await carriedOut({}, { terminal: true, columns: 40, env: { NO_COLOR: '1' } })
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40)
    expect(err).toContain('step 1 of 3')
    expect(err.endsWith('\n')).toBe(false)
    expect((await carriedOut({ quiet: true })).err).toBe('')
  })

  it('interrupted says how to go on, and ends as what is interrupted does', async () => {
    on.program('g++', compiler.replace('write(', 'hang()\nwrite('))
    const stop = new AbortController()
    const ended = carriedOut({}, { signal: stop.signal })
    await expect.poll(on.hanging, { timeout: 20_000 }).toBeDefined()
    stop.abort()
    const { status, out, err } = await ended
    expect({ status, out }).toEqual({ status: 130, out: '' })
    expect(err.split('\n').at(-2)).toBe('interrupted; what has come stays: go on with the same command')
  })

  it('says what is lacking', async () => {
    on.program('g++', undefined)
    expect(await carriedOut()).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringContaining('apt-get install g++'),
    })
  })

  it.each([
    ['setup', 'retain setup: the argument WHAT must be given, got nothing.'],
    ['setup torch', 'retain setup: the library must be one that is known, got `torch`.'],
    ['setup tensorflow tpu', 'retain setup tensorflow: the device must be one that is known, got `tpu`.'],
    ['setup tensorflow gpu --cuda mine', '--cuda: the source of CUDA must be one that is known, got `mine`.'],
    ['setup tensorflow cpu --cuda wheels', '--cuda: it must come with gpu, got cpu.'],
    ['setup tensorflow cpu --remove', '--remove: it must stand alone: it takes away all that was set up'],
    ['setup tensorflow cpu gpu', 'retain setup:'],
    ['setup tensorflow --own=yes', 'retain setup: --own takes no value'],
  ])('refuses: %s', async (line, text) => {
    const { status, out, err } = await captured(words(line), { env: on.env })
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain(text)
  })
})
