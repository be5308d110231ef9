/** One colour each for what pictures show: the method at hand, what it is compared with, and two tasks. */
export const own = '#4269d0'
export const other = '#d9790a'
export const first = '#3a9147'
export const second = '#c73a3f'
export const grey = '#8a8f98'
