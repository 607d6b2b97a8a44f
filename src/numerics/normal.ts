/** 97.5 % of a normal distribution lie below this many standard deviations: an interval of 95 % reaches so far. */
export const Z = 1.959963984540054
