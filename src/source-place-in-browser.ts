/** Where in a user's file an exception comes from: a bundle does not say. */
export const placeOf = (_error: unknown): string | undefined => undefined
