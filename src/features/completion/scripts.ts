/**
 * What each shell runs: `loss-calc complete -- words`, the last of which is the word at the cursor, prints a line per
 * offer, with a tab before what it means. Without any, the shell offers files.
 */
export const scripts = {
  bash: `_loss_calc() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$(printf '%q' "\${line%%$'\\t'*}")")
  done < <("$1" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _loss_calc loss-calc
`,
  zsh: `_loss_calc() {
  local -a offers
  local line
  for line in "\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && offers+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( $#offers )); then _describe loss-calc offers; else _files; fi
}
compdef _loss_calc loss-calc
`,
  fish: `function __loss_calc_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l offers ($words[1] complete -- $words[2..-1] "$current" 2>/dev/null)
  if set -q offers[1]
    printf '%s\\n' $offers
  else
    __fish_complete_path "$current"
  end
end
complete -c loss-calc -f -a '(__loss_calc_complete)'
`,
  powershell: `Register-ArgumentCompleter -Native -CommandName loss-calc -ScriptBlock {
  param($word, $tree, $position)
  $words = @($tree.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { "$_" })
  $last = if ($word -eq '') { '""' } else { $word }
  & $words[0] complete -- @($words | Select-Object -Skip 1) $last 2>$null | ForEach-Object {
    $offer, $meaning = $_ -split "\`t", 2
    [System.Management.Automation.CompletionResult]::new($offer, $offer, 'ParameterValue', "$meaning ")
  }
}
`,
} as const
