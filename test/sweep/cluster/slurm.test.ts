import { describe, expect, it } from 'vitest'
import { scriptOf, seenIn } from '../../../src/sweep/cluster/slurm.ts'

describe('what is said to Slurm and by it', () => {
  it('a script names what was asked for, and paths may have spaces and quotes', () => {
    const asked = { partition: 'long', time: '4:00:00', lines: ['--mem=8G'] }
    expect(scriptOf('retain-1', asked, ['/a b/node', "it's.js"])).toBe(`#!/bin/bash
#SBATCH --job-name=retain-1
#SBATCH --partition=long
#SBATCH --time=4:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@30
#SBATCH --mem=8G
exec '/a b/node' 'it'\\''s.js'
`)
  })

  it('elements are there that run, wait, or are about to be gone', () => {
    expect(
      seenIn('12_0 RUNNING None\n12_1 PENDING (Nodes required for job are DOWN)\n12_2 COMPLETING None\n\n'),
    ).toEqual([
      { id: '12_0', state: 'runs', why: 'None' },
      { id: '12_1', state: 'waits', why: '(Nodes required for job are DOWN)' },
      { id: '12_2', state: 'ends', why: 'None' },
    ])
  })
})
