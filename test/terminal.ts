import { type Child, element, type Markup } from '../src/charts/markup.ts'
import { displayWidth } from '../src/writers/width.ts'

/** Colours of a terminal, light or dark. */
interface Theme {
  readonly ground: string
  readonly ink: string
  readonly dim: string
  readonly bar: string
  readonly colors: Readonly<Record<number, string>>
}

const themes = {
  light: {
    ground: '#f6f7f9',
    ink: '#16191d',
    dim: '#565e68',
    bar: '#d9dde3',
    colors: { 31: '#b3261e', 32: '#1f7a4d', 33: '#8a5a00', 34: '#1f6fb5', 35: '#7b3fa0', 36: '#1b7a80' },
  },
  dark: {
    ground: '#1c2024',
    ink: '#e9ecef',
    dim: '#a4adb7',
    bar: '#353b42',
    colors: { 31: '#ff8a80', 32: '#7fd1a5', 33: '#e3b341', 34: '#6cb2ec', 35: '#c79ae0', 36: '#66c5c3' },
  },
} as const satisfies Record<string, Theme>

const CELL = 8.43
const LINE = 19
const PADDING = 18
const TOP = 44

interface Piece {
  readonly text: string
  readonly bold: boolean
  readonly dim: boolean
  readonly color: number | undefined
}

/** As node:util would match them, without a control character in a pattern. */
const ESCAPES = new RegExp(`(${String.fromCharCode(27)}\\[[\\d;]*m)`)

/** A line with codes for bold, dim and colours as pieces that look alike. */
function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = []
  let look = { bold: false, dim: false, color: undefined as number | undefined }
  for (const part of line.split(ESCAPES)) {
    const code = part.startsWith('\u001b[') ? part.slice(2, -1) : undefined
    if (code === undefined) {
      if (part !== '') pieces.push({ text: part, ...look })
      continue
    }
    for (const one of code.split(';').map(Number)) {
      if (one === 0) look = { bold: false, dim: false, color: undefined }
      else if (one === 1) look = { ...look, bold: true }
      else if (one === 2) look = { ...look, dim: true }
      else if (one === 22) look = { ...look, bold: false, dim: false }
      else if (one === 39) look = { ...look, color: undefined }
      else look = { ...look, color: one }
    }
  }
  return pieces
}

/** What a terminal shows, as a picture: each piece at its place, so that no font moves a column. */
export function terminalSvg(session: string, title: string, name: keyof typeof themes): string {
  const theme: Theme = themes[name]
  const lines = session.trimEnd().split('\n').map(piecesOf)
  const columns = Math.max(...lines.map((pieces) => displayWidth(pieces.map(({ text }) => text).join(''))))
  const [width, height] = [2 * PADDING + CELL * columns, TOP + LINE * lines.length + 10]
  const drawn = lines.map((pieces, row): Child => {
    let column = 0
    return pieces.map(({ text, bold, dim, color }): Markup | undefined => {
      const at = column
      const cells = displayWidth(text)
      column += cells
      if (text.trim() === '') return undefined
      const lead = text.length - text.trimStart().length
      const fill = color === undefined ? (dim ? theme.dim : theme.ink) : theme.colors[color]!
      const place = { x: PADDING + CELL * (at + lead), y: TOP + LINE * row }
      const length = CELL * (cells - lead)
      return element(
        'text',
        { ...place, fill, 'font-weight': bold && 700, textLength: length, lengthAdjust: 'spacingAndGlyphs' },
        text.slice(lead).replaceAll(' ', '\u00a0'),
      )
    })
  })
  const font = 'ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace'
  const dots = [0, 1, 2].map((i) =>
    element('circle', { cx: PADDING + 5 + 16 * i, cy: 16, r: 5, fill: theme.bar }),
  )
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      width: Math.ceil(width),
      height: Math.ceil(height),
      role: 'img',
      'font-family': font,
      'font-size': 14,
    },
    element('title', {}, title),
    element('rect', { width: '100%', height: '100%', rx: 8, fill: theme.ground }),
    dots,
    drawn,
  )
  return `${svg.markup}\n`
}
