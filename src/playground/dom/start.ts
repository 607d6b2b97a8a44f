import { en } from '../../locale/words-en.ts'
import type { Language, Say } from '../../locale/locale.ts'
import { isFixed } from '../../losses/example-numbers.ts'
import { playgroundEn } from '../../locale/playground-en.ts'
import { playgroundZh } from '../../locale/playground-zh.ts'
import { sayFormula } from '../../locale/say-formula.ts'
import { translator } from '../../locale/sentences.ts'
import { zh } from '../../locale/words-zh.ts'
import { formulaSentences } from '../../locale/zh-formulas.ts'
import { formsOf, isUsual } from '../../losses/forms.ts'
import { loadAll } from '../../losses/registry.ts'
import { isMean } from '../../report.ts'
import { plain, short } from '../../writers/number.ts'
import { pictureOf } from '../curve.ts'
import {
  formOf,
  linkOf,
  type LossesByName,
  MOST_COLUMNS,
  MOST_ROWS,
  resized,
  sizeOf,
  startOf,
  type PlaygroundState,
  stateOf,
} from '../state.ts'
import { firstOf, formsIn, type View, viewOf } from '../view.ts'
import { at, button, el } from './element.ts'
import { buildGrid, fillGrid } from './grid.ts'
import { buildOptions } from './options.ts'
import { drawPicture } from './picture.ts'
import { drawSteps } from './steps.ts'

const inChinese = translator(formulaSentences)

/** The page: holds the state, and shows it after each change. */
class Playground {
  readonly #losses: LossesByName
  #state: PlaygroundState
  #writing: ReturnType<typeof setTimeout> | undefined

  constructor(losses: LossesByName) {
    this.#losses = losses
    const link = location.hash.slice(1)
    const asked = [document.documentElement.lang, navigator.language]
    const language: Language = asked.some((one) => one.startsWith('zh')) ? 'zh' : 'en'
    const said = link === '' ? undefined : this.#sound(link)
    this.#state = said ?? startOf(losses, firstOf(losses), '', language)
    addEventListener('hashchange', () => {
      const other = this.#sound(location.hash.slice(1))
      if (other && linkOf(other) !== linkOf(this.#state)) this.#set(other, true)
    })
    this.build()
    if (link !== '' && !said) at('error').textContent = this.#own.badLink
  }

  /** The state of a link whose numbers the loss takes. */
  #sound(link: string): PlaygroundState | undefined {
    const state = stateOf(this.#losses, link)
    if (!state) return undefined
    try {
      viewOf(this.#losses, state)
      return state
    } catch {
      return undefined
    }
  }

  get #own() {
    return this.#state.language === 'zh' ? playgroundZh : playgroundEn
  }

  get #words() {
    return this.#state.language === 'zh' ? zh : en
  }

  get #say(): Say {
    return this.#state.language === 'zh' ? inChinese : (text) => text
  }

  #set(state: PlaygroundState, rebuild = false): void {
    this.#state = state
    if (rebuild) this.build()
    else this.draw()
  }

  /** Everything; `draw` alone keeps the focus where it is. */
  build(): void {
    const own = this.#own
    const state = this.#state
    document.documentElement.lang = own.code
    document.title = `${own.title} | loss-calc`
    const form = formOf(this.#losses, state)
    const texts = {
      ...{ title: own.title, lead: own.lead, stepstitle: own.steps, commandtitle: own.command },
      ...{ linknote: own.link, optionstitle: own.options, copy: own.copy, keygrad: own.keyGradient },
      keyloss: form.one === 'element' ? own.keyLoss : own.keyRow,
      summary: form.summary[state.language],
    }
    for (const [id, text] of Object.entries(texts)) at(id).textContent = text
    const labels = { languages: own.language, usual: own.losses, result: own.result }
    for (const [id, text] of Object.entries(labels)) at(id).setAttribute('aria-label', text)
    at('key-fb2').setAttribute('class', form.one === 'element' ? 'fb2' : 'fb')
    this.#buildChoices()
    const choose = (row: number) => this.#set({ ...this.#state, row })
    at('grid').className = form.one === 'element' ? 'grid tall' : 'grid'
    at('grid').replaceChildren(
      ...buildGrid(state, form, { own, words: this.#words }, this.#change.bind(this), choose),
    )
    this.#buildTools(isFixed(form))
    const set = (name: string, value: PlaygroundState['options'][string] | undefined) => {
      const others = Object.entries(this.#state.options).filter(([other]) => other !== name)
      const options = Object.fromEntries(value === undefined ? others : [...others, [name, value]])
      this.#set({ ...this.#state, options })
    }
    const reduce = (reduction: PlaygroundState['reduction']) => this.#set({ ...this.#state, reduction })
    const loss = this.#losses.get(state.loss)!
    at('options').replaceChildren(...buildOptions(state, loss, form, own, set, reduce))
    this.draw()
  }

  #change(name: string, row: number, column: number, value: number): void {
    const table = this.#state.args[name]!.map((numbers, r) =>
      r === row ? numbers.map((number, c) => (c === column ? value : number)) : numbers,
    )
    const [rows] = sizeOf(this.#state)
    const args = { ...this.#state.args, [name]: table }
    this.#set({ ...this.#state, args, row: Math.min(row, rows - 1) })
  }

  #buildChoices(): void {
    const { loss, form, language } = this.#state
    const speak = (language: Language) => this.#set({ ...this.#state, language }, true)
    const chosen = (is: boolean) => ({ 'aria-pressed': String(is) })
    at('languages').replaceChildren(
      button('English', () => speak('en'), { lang: 'en', ...chosen(language === 'en') }),
      button('中文', () => speak('zh'), { lang: 'zh-CN', ...chosen(language === 'zh') }),
    )
    const open = (name: string) => {
      const [wanted, mode = ''] = name.split(' ') as [string, string?]
      this.#set(startOf(this.#losses, wanted, mode, this.#state.language), true)
    }
    const all = formsIn(this.#losses)
    const now = [loss, form].filter(Boolean).join(' ')
    const usual = all.filter((one) => isUsual(this.#losses.get(one.loss)!))
    at('usual').replaceChildren(
      ...usual.map(({ name }) => button(name, () => open(name), chosen(name === now))),
    )
    const select = el('select', { id: 'all', 'aria-label': this.#own.all })
    select.append(el('option', { value: '' }, `${this.#own.all} …`))
    for (const { name, loss: own, form: mode } of all) {
      const { summary } = formsOf(this.#losses.get(own)!).get(mode)!
      select.append(el('option', { value: name }, `${name}: ${summary[language]}`))
    }
    select.value = usual.some(({ name }) => name === now) ? '' : now
    select.addEventListener('change', () => {
      if (select.value !== '') open(select.value)
      at('all').focus()
    })
    at('allbox').replaceChildren(select)
  }

  /** Rows and columns more or less, and the way back. */
  #buildTools(fixed: boolean): void {
    const own = this.#own
    const resize = (longer: number, wider: number) => {
      const [rows, columns] = sizeOf(this.#state)
      const next = [rows + longer, columns + wider] as const
      if (next[0] < 1 || next[0] > MOST_ROWS || next[1] < 2 || next[1] > MOST_COLUMNS) return
      this.#set(resized(this.#losses, this.#state, ...next), true)
    }
    const tool = (id: string, words: string, press: () => void) =>
      button(
        words,
        () => {
          press()
          at(id).focus()
        },
        { id },
      )
    const sizes = [
      tool('addrow', own.addRow, () => resize(1, 0)),
      tool('lessrow', own.lessRow, () => resize(-1, 0)),
      tool('addcolumn', own.addColumn, () => resize(0, 1)),
      tool('lesscolumn', own.lessColumn, () => resize(0, -1)),
    ]
    const reset = tool('reset', own.reset, () => {
      const { loss, form, language } = this.#state
      this.#set(startOf(this.#losses, loss, form, language), true)
    })
    at('tools').replaceChildren(...(fixed ? [] : sizes), reset)
  }

  draw(): void {
    let view: View
    try {
      view = viewOf(this.#losses, this.#state)
      at('error').textContent = ''
    } catch (error) {
      at('error').textContent = (error as Error).message
      return
    }
    const { sum, denominator, reduction, value } = view.report
    at('big').textContent = short(value!)
    at('big').className = short(value!).length > 9 ? 'big long' : 'big'
    at('full').textContent = String(value)
    const divided = isMean(reduction) && short(sum / denominator.value) === short(value!)
    const parts = this.#own.divided(short(sum), plain(denominator.value))
    at('how').textContent = divided ? `${reduction} = ${parts}` : reduction
    at('formula').textContent = sayFormula(view.heading, this.#say)
    at('command').textContent = view.command
    fillGrid(at('grid'), this.#state, view)
    // Tables and charts are made of markup that escapes every text.
    at('steps').innerHTML = drawSteps(this.#state, view, this.#own, this.#words, this.#say).markup
    this.#drawCurve(view)
    this.#write()
  }

  #drawCurve(view: View): void {
    const own = this.#own
    const picture = pictureOf(this.#losses, this.#state, view)
    at('curvetitle').textContent = picture?.axis === 'probability' ? own.curveClass : own.curve
    if (!picture) {
      at('curvelead').textContent = own.noCurve
      at('curve').replaceChildren()
      return
    }
    const { dots, lines, plain: setting } = picture
    const all = view.losses ? view.losses.flat().length : view.explained.length
    const low = Math.min(0, ...Object.values(this.#state.args)[1]!.flat())
    const said = [
      lines.some(({ look }) => look === 'second') && own.sides(String(low)),
      setting !== undefined && own.plain(setting),
      dots.length === 0
        ? own.noDots
        : dots.length < all
          ? own.dots(String(dots.length), String(all))
          : own.allDots,
    ]
    at('curvelead').textContent = said.filter(Boolean).join(own.stop)
    at('curve').innerHTML = drawPicture(picture, this.#state.row, own).markup
  }

  /** Puts the state into the address; not at every key, since browsers allow only so many changes. */
  #write(): void {
    clearTimeout(this.#writing)
    this.#writing = setTimeout(() => {
      try {
        history.replaceState(null, '', `#${linkOf(this.#state)}`)
      } catch {
        // The next change will do.
      }
    }, 150)
  }

  async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(at('command').textContent ?? '')
      at('copy').textContent = this.#own.copied
    } catch {
      getSelection()?.selectAllChildren(at('command'))
    }
  }
}

async function start(): Promise<void> {
  const page = new Playground(new Map((await loadAll()).map((loss) => [loss.name, loss])))
  at('copy').addEventListener('click', () => void page.copy())
}

void start()
