# What BooCode has fish read last: BooCode is told what runs.
set -g __boocode /bin/sh $BOOCODE_MARK $BOOCODE_MARK_BASE "$BOOCODE_MARK_TMUX" "$BOOCODE_MARK_SOCKET"
set -e BOOCODE_MARK BOOCODE_MARK_BASE BOOCODE_MARK_TMUX BOOCODE_MARK_SOCKET BOOCODE_MARK_ZDOTDIR

function __boocode_begin --on-event fish_preexec
    printf %s "$argv[1]" | $__boocode begin fish '' '' >/dev/null 2>&1
end

function __boocode_end --on-event fish_postexec
    set -l code $status
    $__boocode end $code </dev/null >/dev/null 2>&1
end
