/** Pages of `loss-calc help` are for the command line: what else has words does without them. */
export const withoutTopics = {
  name: 'without-topics',
  transform(code, id) {
    if (!/locale.(en|zh)\.ts$/.test(id)) return undefined
    return { code: code.replace(/^ {2}topics: \{\n[^]*?^ {2}\},\n/m, '  topics: {},\n'), map: null }
  },
}
