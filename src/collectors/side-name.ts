/** What a target of a single loss is called. */
export function sideName(target: number): string {
  return target === 0 || target === 1 ? String(target) : 'between 0 and 1'
}
