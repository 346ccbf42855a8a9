# What BooCode starts bash with, instead of `bash -l`: the same files are read, then BooCode is told what runs.
__boocode=(/bin/sh "$BOOCODE_MARK" "$BOOCODE_MARK_BASE" "$BOOCODE_MARK_TMUX" "$BOOCODE_MARK_SOCKET")
unset "${!BOOCODE_MARK@}"
trap '[ -r ~/.bash_logout ] && . ~/.bash_logout' EXIT
logout() { exit "$@"; }

[ -r /etc/profile ] && . /etc/profile
if [ -r ~/.bash_profile ]; then
    . ~/.bash_profile
elif [ -r ~/.bash_login ]; then
    . ~/.bash_login
elif [ -r ~/.profile ]; then
    . ~/.profile
fi

__boocode_number() {
    local line
    line=$(HISTTIMEFORMAT='' builtin history 1)
    [[ $line =~ ^\ *([0-9]+)[*\ ]\ (.*)$ ]]
}

# In a subshell, once for every line that is run.
__boocode_begin() {
    local number= before=$__boocode_before command=
    __boocode_number && number=${BASH_REMATCH[1]} command=${BASH_REMATCH[2]}
    [[ -e ${__boocode[2]}.last ]] && { read -r _; read -r before; } <"${__boocode[2]}.last"
    printf '%s' "$command" | "${__boocode[@]}" begin bash "$number" "$before"
} >/dev/null 2>&1

__boocode_end() {
    local code=$?
    [[ -e ${__boocode[2]}.now ]] && : "$("${__boocode[@]}" end "$code" </dev/null 2>/dev/null)"
    return "$code"
}

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)) && shopt -q promptvars; then
    __boocode_before=
    __boocode_number && __boocode_before=${BASH_REMATCH[1]}
    PS0='$(__boocode_begin)'${PS0-}
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
        PROMPT_COMMAND=(__boocode_end "${PROMPT_COMMAND[@]}")
    else
        PROMPT_COMMAND=__boocode_end${PROMPT_COMMAND:+"; $PROMPT_COMMAND"}
    fi
fi
