import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { words } from './captured.ts'
import { child } from './child.ts'

const folder = join(import.meta.dirname, 'literature')
const run = '--benchmark permuted-mnist --tasks 2 --samples 500 --backend wasm --json --quiet'

/** How a run ends: the mean accuracy at the end, and what was forgotten. */
const ending = async (line: string): Promise<{ readonly accuracy: number; readonly forgetting: number }> => {
  const { status, out, err } = await child(words(`run ${line} ${run}`), { cwd: folder })
  expect({ status, err }).toEqual({ status: 0, err: '' })
  const { acc: accuracy, forgetting } = JSON.parse(out).runs[0]
  return { accuracy, forgetting }
}

/** What several are compared with is run once. */
const endings = new Map<string, ReturnType<typeof ending>>()
const endingOnce = (line: string): ReturnType<typeof ending> => {
  const known = endings.get(line) ?? ending(line)
  endings.set(line, known)
  return known
}

const sgd = 'finetune --set rate=0.1 --epochs 20'

/** Methods of the literature, and one as a user writes it in a file; and what each is compared with: descent that does nothing else. */
const lines: Readonly<Record<string, readonly [line: string, plain: string]>> = {
  ogd: ['ogd --set rate=0.1 examples=10 --epochs 10', 'finetune --set rate=0.1 --epochs 10'],
  rwalk: ['rwalk --set rate=0.1 --epochs 20', sgd],
  lwf: ['lwf --set rate=0.1 strength=0.4 --epochs 20', sgd],
  './lwf.ts': ['./lwf.ts --set rate=0.1 strength=0.1 --epochs 20', sgd],
  vcl: ['vcl --epochs 6', 'finetune --set optimiser=adam rate=0.005 --epochs 6'],
}

describe.each(Object.entries(lines))('%s', (name, [line, plain]) => {
  it('passes the laws of a method', async () => {
    const { status, out } = await child(words(`check ${name} --runs 2`), { cwd: folder })
    // Three more of a method that predicts by a rule.
    const last = `all ${name === 'vcl' ? 11 : 8} laws hold`
    expect({ status, last: out.trim().split('\n').at(-1) }).toEqual({ status: 0, last })
  })

  it('learns two tasks better than descent alone, and forgets less', async () => {
    const [own, other] = [await ending(line), await endingOnce(plain)]
    expect(own.accuracy).toBeGreaterThan(other.accuracy)
    expect(own.forgetting).toBeLessThan(other.forgetting)
  })
})

describe('a net with dropout in a file', () => {
  it('passes the laws of a network', async () => {
    const { status, out } = await child(words('check ./dropout-net.ts --runs 2'), { cwd: folder })
    expect({ status, last: out.trim().split('\n').at(-1) }).toEqual({ status: 0, last: 'all 5 laws hold' })
  })

  it('forgets less by the same descent than the same net without', async () => {
    const [own, other] = [await ending(`${sgd} --network ./dropout-net.ts`), await endingOnce(sgd)]
    expect(own.accuracy).toBeGreaterThan(other.accuracy)
    expect(own.forgetting).toBeLessThan(other.forgetting)
  })
})
