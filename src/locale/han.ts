/** Whether a text has a character of Chinese. The pattern is made here: V8 looks through all characters for it. */
export const hasHan = (text: string): boolean => new RegExp(String.raw`\p{Script=Han}`, 'u').test(text)
