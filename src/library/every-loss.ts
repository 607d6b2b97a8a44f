import * as functions from './losses.generated.ts'

/** Every loss as a function: `losses.huber(input, target, { delta: 0.5 })`. A program that takes one loads all. */
export const losses: Readonly<typeof functions> = functions
