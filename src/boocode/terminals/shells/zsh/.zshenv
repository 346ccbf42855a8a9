# What BooCode has zsh read first: the user's own files follow as ever, and BooCode is told what runs.
typeset -ga __boocode=(/bin/sh "$BOOCODE_MARK" "$BOOCODE_MARK_BASE" "$BOOCODE_MARK_TMUX" "$BOOCODE_MARK_SOCKET")
typeset -g __boocode_runs=0
if [[ -n ${BOOCODE_MARK_ZDOTDIR-} ]]; then
    export ZDOTDIR=$BOOCODE_MARK_ZDOTDIR
else
    unset ZDOTDIR
fi
unset BOOCODE_MARK BOOCODE_MARK_BASE BOOCODE_MARK_TMUX BOOCODE_MARK_SOCKET BOOCODE_MARK_ZDOTDIR

__boocode_preexec() {
    emulate -L zsh
    __boocode_runs=1
    : "$(print -rn -- "$1" | "${__boocode[@]}" begin zsh '' '' 2>/dev/null)"
}

__boocode_precmd() {
    local code=$?
    emulate -L zsh
    ((__boocode_runs)) && : "$("${__boocode[@]}" end $code </dev/null 2>/dev/null)"
    __boocode_runs=0
    return $code
}

if [[ -o interactive ]]; then
    typeset -ga preexec_functions precmd_functions
    preexec_functions=(__boocode_preexec $preexec_functions)
    precmd_functions=(__boocode_precmd $precmd_functions)
fi

[[ -r ${ZDOTDIR:-$HOME}/.zshenv ]] && source "${ZDOTDIR:-$HOME}/.zshenv"
