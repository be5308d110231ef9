import { describe, expect, it } from 'vitest'
import { laws } from '../../../src/laws/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { captured, words } from '../captured.ts'

const esc = String.fromCharCode(27)

describe('retain check', () => {
  it('prints each law of a method with the number of its cases, and exits 0', async () => {
    const { status, out, err } = await captured(words('check test/cli/methods/mine.ts --runs 3'))
    expect({ status, err }).toEqual({ status: 0, err: '' })
    const names = laws.method(methods.finetune!).map(({ name }) => name)
    const flat = out.replace(/\s+/g, ' ')
    expect(flat).toBe(
      `the method mine ${names.map((name) => `✓ ${name} (3 cases) `).join('')}all ${names.length} laws hold `,
    )
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('takes the penalties of a file', async () => {
    const { status, out } = await captured(words('check test/cli/methods/own-penalty.ts --runs 20'))
    expect(status).toBe(0)
    expect(out).toContain('the penalty sparse\n')
    expect(out).toContain('all 5 laws hold\n')
  })

  it('a prox that has lost its λ fails, with the smallest case against it and both sides', async () => {
    const { status, out, err } = await captured(words('check test/cli/methods/lost-strength.ts'))
    expect({ status, err }).toEqual({ status: 1, err: '' })
    expect(out).toContain('✗ prox_{γf}(v) = argmin_u f(u) + ‖u − v‖²/2γ')
    expect(out).toMatch(/not for at = \(/)
    expect(out).toMatch(/prox_\{γf\}\(v\): \(/)
    expect(out).toMatch(/argmin along the line: \(/)
    expect(out).toMatch(/1 of 5 laws fails; --seed 0 finds it again\n$/)
    expect((await captured(words('check test/cli/methods/lost-strength.ts --seed 0'))).out).toBe(out)
  })

  it('prints the program that gave the numbers, and the command that leads to the case again', async () => {
    const { out } = await captured(words('check test/cli/methods/lost-strength.ts'))
    expect(out).toContain('f(θ) = 0.25 sum(|θ|)\n')
    expect(out).toContain('prox_{γf}(v) = sign(v) ⊙ max(|v| − 1 γ, 0)\n')
    const [, command = ''] = /retain (check .* --law 1 --seed 0 --path [\d:]+)\n/.exec(out) ?? []
    const again = await captured(words(command))
    expect(again.status).toBe(1)
    expect(again.out).toContain('1 of 1 law fails')
    const found = /not for[\s\S]*?the program/
    expect(found.exec(again.out)?.[0]).toBe(found.exec(out)?.[0])
  })

  it('shows the program once, however many laws fail', async () => {
    const { status, out } = await captured(words('check test/cli/methods/twice-wrong.ts'))
    expect(status).toBe(1)
    const failing = out.match(/✗/g)?.length ?? 0
    expect(failing).toBeGreaterThanOrEqual(2)
    expect(out.match(/the program:\n/g)).toHaveLength(1)
    expect(out.match(/prox_\{γf\}\(v\) = sign/g)).toHaveLength(1)
    expect(out.match(/the program: that of law \d above/g)).toHaveLength(failing - 1)
  })

  it('tells a case against a method by its options, its stream and the event, with the method at these options', async () => {
    const { status, out } = await captured(words('check test/cli/methods/diverging.ts --law 8 --runs 50'))
    expect(status).toBe(1)
    expect(out).toContain('options: momentum = 0\n')
    expect(out).toMatch(/tasks: 1\n\s+examples in each batch: 1\n\s+seed of the stream: \d+\n/)
    expect(out.replace(/\s+/g, ' ')).toContain(
      'parameters must stay finite, got values that are not, at task 1, batch 1.',
    )
    expect(out).toContain('μ   momentum   0')
    expect(out).toMatch(/On each batch B\n\s+1\s+θ ← /)
  })

  it('fits a narrow terminal, with a bar and without colours where they are not wanted', async () => {
    const { out, err } = await captured(words('check test/cli/methods/lost-strength.ts'), {
      terminal: true,
      columns: 50,
      env: { NO_COLOR: '1' },
    })
    // The command is to be copied: it is one line, however long.
    const lines = out.split('\n').filter((line) => !line.trimStart().startsWith('retain check '))
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(50)
    expect(out).not.toContain(esc)
    expect(err).toContain('the penalty lostStrength')
  })

  it('says what is wrong', async () => {
    const wrong = async (line: string, message: string) =>
      expect(await captured(words(`check ${line}`))).toMatchObject({
        status: 2,
        out: '',
        err: expect.stringContaining(message),
      })
    await wrong('ewcc', 'the nearest is `ewc`')
    await wrong('ewc --runs 0', '--runs: the value must be a whole number, at least 1, got `0`.')
    await wrong('ewc --seed x', '--seed: the seed must be a whole number from 0 to 2147483647, got `x`.')
    await wrong('ewc --law 99', '--law: the law must be one of 1 to 8, got 99.')
    await wrong('ewc --path 1:2', '--path: the path must be numbers')
    await wrong('ewc --law 1 --path x', '--path: the path must be numbers')
    await wrong('test/cli/methods/none.ts', 'the file must export a method, got none.')
    await wrong('test/cli/methods/throwing.ts', 'the handlers of the method must build their terms')
  })

  it('is interrupted in good order', async () => {
    expect((await captured(words('check finetune'), { signal: AbortSignal.abort() })).status).toBe(130)
  })
})
