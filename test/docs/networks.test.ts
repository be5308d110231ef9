import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { layers } from '../../src/networks/index.ts'

it('the page of networks names every layer that the package builds, and no other', () => {
  const [, table = ''] = readFileSync('docs/networks.md', 'utf8').split(/^\| layer \|/m)
  const [own = ''] = table.split(/^## /m)
  const rows = own.matchAll(/^\| (`.*?) \|/gm)
  const named = [...rows].flatMap(([, names]) => [...names!.matchAll(/`(\w+)/g)].map(([, name]) => name))
  expect(named.sort()).toEqual(Object.keys(layers).sort())
})
