/** Characters of Chinese. */
export const HAN = /\p{Script=Han}/u
