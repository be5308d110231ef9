/** Whether iterations that know nothing of each other are lanes of one program: always, never, or where the device gains. */
export type LanesChoice = 'on' | 'off' | 'auto'

/** What was chosen of lanes, if anything, and the most bytes of one value in lanes from which the device gains. */
export interface LanesAsked {
  readonly choice?: LanesChoice
  readonly bytes: number
}
