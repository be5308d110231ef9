/** What shells complete, from the definitions of the command line. */
export { bashCompletion } from './bash.ts'
export { fishCompletion } from './fish.ts'
export { type Names, type Vocabulary, vocabularyOf } from './vocabulary.ts'
export { zshCompletion } from './zsh.ts'
