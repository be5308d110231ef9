/** Data of one's own: tables, folders of images, arrays of NumPy, and digits in the files of others. */
export type { Asking } from './asking.ts'
export { ownData } from './own-data.ts'
