/** The man page: what --help and help <topic> of the built program say, in roff. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const env = { ...process.env, LC_ALL: 'C', LOSS_CALC_LANG: 'en', NO_COLOR: '1' }

async function said(...words) {
  const { stdout } = await run(process.execPath, ['bin/loss-calc.cjs', ...words], { env })
  return stdout
}

/** Text as roff takes it: backslashes and hyphens as they are typed, no request at the start of a line. */
function roff(text) {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^([.'])/gm, '\\&$1')
}

/** Headings with the lines below them; what stands above the first has none. */
function sectionsOf(page) {
  const sections = [{ title: '', lines: [] }]
  for (const line of page.trimEnd().split('\n')) {
    if (/^\S/.test(line) && sections.at(-1).lines.at(-1) === '') sections.push({ title: line, lines: [] })
    else sections.at(-1).lines.push(line)
  }
  return sections
}

/** Lines that stay as they are. */
const verbatim = (lines) => `.PP\n.nf\n${roff(lines.join('\n').trim())}\n.fi\n`

/** Terms, and what is said of each: the lines of a term end with |, those of a text begin further right. */
function termsOf(lines) {
  const terms = []
  let open = false
  for (const line of lines.filter((one) => one !== '')) {
    const [, term, text = ''] = /^ {2}(\S.*?)(?: {2,}(\S.*))?$/.exec(line) ?? []
    if (term !== undefined) terms.push({ term, text })
    else if (open) terms.at(-1).term += line.trim()
    else terms.at(-1).text = `${terms.at(-1).text} ${line.trim()}`.trim()
    open = (term ?? (open ? line : '')).endsWith('|') && text === ''
  }
  return terms.map(({ term, text }) => `.TP\n\\fB${roff(term)}\\fR\n${roff(text)}\n`).join('')
}

/** As `loss-calc(1)`. */
export async function manPage(version) {
  const [page, options] = await Promise.all([said('--help'), said('mse', '--help')])
  const whole = sectionsOf(page)
  const about = whole[0].lines[0]
  const named = (title) => whole.find((section) => section.title === title).lines
  const topics = named('Help')
    .join(' ')
    .replace(/.*help <topic>\s+/, '')
    .replace(/\s+loss-calc .*/, '')
    .split(/,\s+/)
    // A page has one section of examples; HELP names the topics that explain options and codes.
    .filter((topic) => /^(?:environment|exit-codes|guesses|conventions)$/.test(topic))
  const texts = await Promise.all(topics.map((topic) => said('help', topic)))
  const own = /^$|^Usage$|^Examples$|^Loss$|^Inputs /
  const shared = sectionsOf(options).filter(({ title }) => !own.test(title))
  return [
    `.TH LOSS\\-CALC 1 "" "loss\\-calc ${version}"`,
    // Words as they are typed, and no stretched lines.
    '.nh',
    '.ad l',
    '.SH NAME',
    `loss\\-calc \\- ${roff(about.replace(/\.$/, '').replace(/^T/, 't'))}`,
    '.SH SYNOPSIS',
    verbatim(named('Usage')),
    '.SH EXAMPLES',
    verbatim(named('Examples').map((line) => line.replace(/^ {2}/, ''))),
    '.SH LOSSES',
    termsOf(named('Losses')),
    '.SH TOOLS',
    termsOf(named('Tools')),
    '.SH OPTIONS',
    'Every loss has these, and its own: \\fBloss\\-calc\\fR \\fIloss\\fR \\fB\\-h\\fR; a tool tells its own as well.',
    ...shared.flatMap(({ title, lines }) => [`.SS ${title}`, termsOf(lines)]),
    '.SH HELP',
    termsOf(named('Help')),
    ...topics.flatMap((topic, i) => {
      const title = topic.toUpperCase().replace('EXIT-CODES', 'EXIT STATUS')
      const lines = texts[i].trimEnd().split('\n')
      const own = lines.filter((line) => line.toUpperCase() !== title)
      return [`.SH ${title}`, verbatim(own.map((line) => line.replace(/^ {2}/, '')))]
    }),
  ]
    .map((part) => `${part.trimEnd()}\n`)
    .join('')
}
