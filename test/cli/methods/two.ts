import { mine } from './mine.ts'

export const first = mine
export const second = { ...mine, name: 'second' }
