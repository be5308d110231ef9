import { type Method, methodToJson, type Values } from '../../dsl/index.ts'

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

/** JSON with a line for each entry down to the nodes of a program, which take one line each. */
const laidOut = (value: unknown, indent: string, key: string): string => {
  if (typeof value !== 'object' || value === null || key === 'slots' || key === 'updates') return JSON.stringify(value)
  const inner = `${indent}  `
  if (isList(value)) {
    if (value.length === 0) return '[]'
    return `[\n${value.map((item) => `${inner}${JSON.stringify(item)}`).join(',\n')}\n${indent}]`
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  const shallow = entries.every(([, of]) => typeof of !== 'object')
  if (shallow && indent.length > 2) return JSON.stringify(value)
  return `{\n${entries.map(([name, of]) => `${inner}${JSON.stringify(name)}: ${laidOut(of, inner, name)}`).join(',\n')}\n${indent}}`
}

/** The method and its program as JSON: what `methodFromJson` reads. */
export const json = (method: Method, values: Values): string => laidOut(methodToJson(method, values), '', '')
