import { readdirSync } from 'node:fs'

/* Loaded before any test: what a file makes once when it is loaded is not put down to the first test that needs it. */
for (const room of ['numerics', 'losses', 'engine', 'data']) {
  const names = readdirSync(`src/${room}`, { recursive: true, encoding: 'utf8' })
  for (const name of names.filter((one) => one.endsWith('.ts')))
    await import(`${process.cwd()}/src/${room}/${name}`)
}
