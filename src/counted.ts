/** A count and what is counted, in the number that it asks for: `1 task`, `2 tasks`, `3 batches`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`
