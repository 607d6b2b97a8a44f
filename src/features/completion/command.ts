import { LossError } from '../../error.ts'
import { choice } from '../../command/flags.ts'
import { write } from '../../command/io.ts'
import type { Command } from '../../command/command.ts'

/** A command as a shell completes it. */
export interface CommandWords {
  readonly name: string
  readonly summary: string
  readonly options: readonly OptionWords[]
  /** Words that the first argument takes, if those are known. */
  readonly words: readonly string[]
}

export interface OptionWords {
  /** `--reduction`, with its short form if it has one. */
  readonly names: readonly string[]
  readonly summary: string
  /** Words it takes, if those are known; undefined for a switch. */
  readonly values: readonly string[] | undefined
}

/** `loss-calc completion <shell>`: a script for the shell to read. */
export function completionCommand(tree: () => Promise<readonly CommandWords[]>): Command {
  return {
    words: Object.keys(scripts),
    configure(command) {
      command.description(
        'Prints a script that completes commands, options, their values, files, and names of columns:\n' +
          '  bash        eval "$(loss-calc completion bash)"                     in ~/.bashrc\n' +
          '  zsh         eval "$(loss-calc completion zsh)"                      in ~/.zshrc, behind compinit\n' +
          '  fish        loss-calc completion fish > ~/.config/fish/completions/loss-calc.fish\n' +
          '  powershell  loss-calc completion powershell | Out-String | Invoke-Expression',
      )
    },
    async run([shell], _flags, io) {
      const name = choice('shell', shell!, Object.keys(scripts) as (keyof typeof scripts)[], 'shell')
      const commands = await tree()
      if (commands.length === 0) throw new LossError('E700', 'there are no commands to complete')
      await write(io.stdout, scripts[name](commands))
      return 0
    },
  }
}

const scripts = { bash, zsh, fish, powershell } as const

/** Options that name columns; the words are those of the first line of the first file. */
const columnOptions = '--input-cols|--target-col|--target-cols|--weight-col|--id|--group-by|--where'

function bash(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  const options = commands
    .map(({ name, options }) => `    ${name}) options='${options.flatMap((one) => one.names).join(' ')}' ;;`)
    .join('\n')
  const known = new Map<string, Set<string>>()
  for (const { names, values = [] } of commands.flatMap((one) => one.options)) {
    for (const name of names) known.set(name, new Set([...(known.get(name) ?? []), ...values]))
  }
  const values = [...known]
    .filter(([, words]) => words.size > 0)
    .map(([name, words]) => `    ${name}) _loss_calc_words '${[...words].join(' ')}'; return ;;`)
    .join('\n')
  const first = commands
    .filter(({ words }) => words.length > 0)
    .map(({ name, words }) => `    ${name}) words='${words.join(' ')}' ;;`)
    .join('\n')
  return `_loss_calc_words() {
  local before=''
  case "$cur" in *,*) before="\${cur%,*}," ;; esac
  COMPREPLY=($(compgen -P "$before" -W "$1" -- "\${cur##*,}"))
}
_loss_calc_columns() {
  # Without its null bytes a binary file is shorter.
  [ "$(head -c 4096 "$1" | tr -d '\\000' | wc -c)" -eq "$(head -c 4096 "$1" | wc -c)" ] || return
  case "$(head -c 1 "$1")" in
    '{') head -c 4096 "$1" | head -n 1 | grep -o '"[^"]*" *:' | tr -d '":' ;;
    *) head -c 4096 "$1" | head -n 1 | tr ',;\\t"\\r' '     ' ;;
  esac
}
_loss_calc() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command='' options='' words='' file='' word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " ${names} " in *" $word "*) [ -z "$command" ] && command=$word ;; esac
    [ -z "$file" ] && [ -f "$word" ] && file=$word
  done
  case "$previous" in
${values}
    ${columnOptions})
      if [ -n "$file" ]; then
        _loss_calc_words "$(_loss_calc_columns "$file")"
        return
      fi ;;
  esac
  if [ -z "$command" ]; then
    COMPREPLY=($(compgen -W '${names}' -- "$cur"))
    return
  fi
  case "$command" in
${options}
  esac
  if [ "$previous" = "$command" ] && [ "\${cur#-}" = "$cur" ]; then
    case "$command" in
${first}
    esac
    if [ -n "$words" ]; then
      COMPREPLY=($(compgen -W "$words" -- "$cur"))
      return
    fi
  fi
  case "$cur" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$cur")) ;;
    *) COMPREPLY=($(compgen -f -- "$cur")) ;;
  esac
}
complete -o filenames -F _loss_calc loss-calc
`
}

/** zsh runs bash's script. */
function zsh(commands: readonly CommandWords[]): string {
  return `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`
}

function fish(commands: readonly CommandWords[]): string {
  const quoted = (text: string) => `'${text.replaceAll(/[\\']/g, '\\$&')}'`
  const lines = commands.map(
    ({ name, summary }) =>
      `complete -c loss-calc -f -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
  )
  for (const { name, options, words } of commands) {
    if (words.length > 0) {
      const first = quoted(`__fish_seen_subcommand_from ${name}; and test (count (commandline -opc)) -eq 2`)
      lines.push(`complete -c loss-calc -f -n ${first} -a ${quoted(words.join(' '))}`)
    }
    for (const { names, summary, values } of options) {
      const flags = names.map((flag) =>
        flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
      )
      const takes =
        values === undefined ? '' : values.length > 0 ? ` -x -a ${quoted(values.join(' '))}` : ' -r'
      lines.push(
        `complete -c loss-calc -n '__fish_seen_subcommand_from ${name}' ${flags.join(' ')}${takes} -d ${quoted(summary)}`,
      )
    }
  }
  return `${lines.join('\n')}\n`
}

function powershell(commands: readonly CommandWords[]): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
  const list = (texts: readonly string[]) => `@(${texts.map(quoted).join(', ')})`
  const table = commands
    .map(({ name, options }) => `    ${quoted(name)} = ${list(options.flatMap((one) => one.names))}`)
    .join('\n')
  const first = commands
    .filter(({ words }) => words.length > 0)
    .map(({ name, words }) => `    ${quoted(name)} = ${list(words)}`)
    .join('\n')
  return `Register-ArgumentCompleter -Native -CommandName loss-calc -ScriptBlock {
  param($word, $tree, $position)
  $options = @{
${table}
  }
  $first = @{
${first}
  }
  $words = $tree.CommandElements | ForEach-Object { $_.ToString() }
  $command = $words | Where-Object { $options.ContainsKey($_) } | Select-Object -First 1
  $offered = if ($null -eq $command) { $options.Keys } else { @($options[$command]) + @($first[$command]) }
  $offered | Where-Object { $_ -and $_ -like "$word*" } | Sort-Object | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`
}
