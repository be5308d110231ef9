import { first, second } from './two.ts'

export { first }
export default second
