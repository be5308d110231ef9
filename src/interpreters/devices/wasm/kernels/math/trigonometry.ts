import { after, callImported, type Frame, f32x4, f64, type Vector } from '../../assembler/index.ts'

/** The host's float64 function lane by lane, rounded once: right for any argument, however large. */
const laneByLane =
  (name: 'sin' | 'cos') =>
  (frame: Frame, argument: Vector): Vector => {
    const x = frame.local('v128')
    const lane = (index: number) => f64.demote(callImported(name, f64.promote(f32x4.extract(x.get, index))))
    return after(
      [x.set(argument)],
      [0, 1, 2, 3].reduce((result, index) => f32x4.replace(result, index, lane(index)), x.get),
    )
  }

export const sine = laneByLane('sin')

export const cosine = laneByLane('cos')
