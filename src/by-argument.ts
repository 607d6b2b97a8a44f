/** What the arguments of a loss are, by their names: input, target, var, anchor, ... in the loss's order. */
export type ByArgument<T> = Readonly<Record<string, T>>

/** Each argument's value, made from what it has. */
export function mapArguments<T, R>(args: ByArgument<T>, make: (value: T, name: string) => R): ByArgument<R> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, make(value, name)]))
}
