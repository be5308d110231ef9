/** The sine that two numbers of [0, 1) tell: A sin(x + φ) with A = 0.1 + 4.9 a and φ = π b. */
export const sineOf =
  (a: number, b: number) =>
  (x: number): number =>
    (0.1 + 4.9 * a) * Math.sin(x + Math.PI * b)

/** The place from −5 to 5 that a number of [0, 1) tells. */
export const placeOnLine = (u: number): number => 10 * u - 5
