declare module 'quadprog' {
  /** min ½ xᵀDx − dᵀx subject to Aᵀx ≥ b. All arrays count from 1. */
  export const solveQP: (
    D: (number | readonly number[])[],
    d: readonly number[],
    A: readonly (number | readonly number[])[],
    b: readonly number[],
    equalities?: number,
  ) => { readonly solution: readonly number[]; readonly message: string }
}
