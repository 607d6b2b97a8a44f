/** The bytes that mean something in a file of numbers. */
export const TAB: u32 = 0x09
export const NEWLINE: u32 = 0x0a
export const RETURN: u32 = 0x0d
export const SPACE: u32 = 0x20
export const QUOTE: u32 = 0x22
export const PLUS: u32 = 0x2b
export const MINUS: u32 = 0x2d
export const DOT: u32 = 0x2e
export const ZERO: u32 = 0x30
export const NINE: u32 = 0x39
export const UPPER_E: u32 = 0x45
export const LOWER_E: u32 = 0x65
