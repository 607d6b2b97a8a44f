/** Which of two models is better, if the samples can tell. */
export interface Verdict {
  readonly better: 'a' | 'b' | 'neither'
  /** Of a sign-flip test, two-sided. */
  readonly p: number
  /** Samples whose losses differ: below 6 no difference can be told from chance. */
  readonly differing: number
}

/** A question of a gate about all samples, a class or a group. */
export interface GateTest {
  readonly asked: string
  /** How much worse is still fine. */
  readonly by: number
  readonly over: 'all' | 'class' | 'group'
  readonly name: string
  readonly samples: number
  readonly unknown: number
  readonly difference: number
  /** One-sided, and corrected for all tests of the gate. */
  readonly p: number
  readonly corrected: number
  readonly ok: boolean
}
