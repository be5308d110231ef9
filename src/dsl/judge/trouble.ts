import { type Fault, fault } from '../../fault.ts'

/** What is wrong at one place of a document. `path` leads there from the place that is being read: `.left`, `[3]`. */
export interface Trouble {
  readonly path: string
  readonly rule: string
  readonly got?: string
  readonly hint?: string
}

/** The same trouble seen from further out. */
export const within = (path: string, of: Trouble): Trouble => ({ ...of, path: `${path}${of.path}` })

export const faultOf = (of: Trouble): Fault =>
  fault({
    where: 'program',
    rule: of.rule,
    ...(of.got === undefined ? {} : { got: of.got }),
    ...(of.path === '' ? {} : { path: [of.path.replace(/^\./, '')] }),
    ...(of.hint === undefined ? {} : { hint: of.hint }),
  })

/** A value from a document as a few characters; never looks deeper than its outermost level. */
export const spelled = (u: unknown): string => {
  if (u === undefined) return 'nothing'
  if (Array.isArray(u)) return `a list of ${u.length}`
  if (typeof u === 'object' && u !== null) return 'an object'
  if (typeof u !== 'string') return String(u)
  const shown = printable(u)
  return JSON.stringify(shown.length > 60 ? `${shown.slice(0, 59)}…` : shown)
}

/** Without characters that a terminal would act on. */
const printable = (text: string): string => text.slice(0, 200).replace(/\p{C}/gu, '�')

/** One key on a path. */
export const step = (key: string): string => (/^\d+$/.test(key) ? `[${key}]` : `.${printable(key)}`)
