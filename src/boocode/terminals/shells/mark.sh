# Writes down what a shell runs: `mark.sh BASE TMUX SOCKET begin SHELL [NUMBER BEFORE]` with the command on stdin, and
# `mark.sh BASE TMUX SOCKET end CODE`. BASE ends in the id of the terminal. Read by `terminals.commands`.
#
# BASE.now is there while a command runs, and becomes BASE.last; BASE.out is what it printed. TMUX is empty where the
# server keeps the terminal itself: then marks in the output (OSC 133) say where it begins and ends.
umask 077
trap '' INT QUIT TSTP # meant for the command, which has just ended or is about to begin
base=$1 tmux=$2 socket=$3 what=$4
lines=2000
trimmed=5000 # a tenth of tmux's history-limit goes at once

tell() { "$tmux" -S "$socket" "$@" -t "=${base##*/}:" 2>/dev/null; }

# Where the cursor is once tmux has taken in all that was printed before: what follows it on the same way has arrived.
# tmux keeps that (OSC 7) without showing it.
place() {
    told='- - - -' tries=0
    [ -n "$tmux" ] || return
    printf '\033]7;boocode:%s\007' "$$" >/dev/tty
    while [ $tries -lt 200 ]; do
        tries=$((tries + 1))
        told=$(tell display-message -p -F '#{pane_path} #{history_size} #{cursor_x} #{cursor_y} #{pane_width}') || break
        case $told in "boocode:$$ "*) told=${told#* } && return ;; esac
    done
    told='- - - -'
}

mark() { [ -n "$tmux" ] || printf '\033]133;%s\007' "$1" >/dev/tty; }

begin() {
    command=$(cat)
    place
    # bash may have kept the command out of its history, and told of the one before: what is on the screen counts.
    if [ -n "$6" ] && [ "$6" = "$7" ] && ! shown "$command"; then command=; fi
    printf '%s\n' "$5 $$" "$6" "$told" "$command" >"$base.now"
    mark C
}

shown() {
    read -r _ _ y _ <<PLACE
$told
PLACE
    [ "$y" != - ] || return
    row=$(tell capture-pane -p -J -S $((y - 20)) -E $((y - 1)) | tail -n 1 | sed 's/ *$//')
    case $row in *[!\ ]"$1" | "$1") ;; *[!\ ]\ "$1") ;; *) return 1 ;; esac
}

end() {
    mark "D;$5"
    { read -r _ key && read -r _ && read -r h0 _ y0 w0; } <"$base.now" || return
    place
    read -r h1 x y1 w1 <<PLACE
$told
PLACE
    { printf '%s ' "$key" "$5" && output; } >"$base.out"
    mv "$base.now" "$base.last"
}

# `sure` or `unsure`, and the rows from the one above the first to the last one: for finding the command where its
# place is not sure, because the screen has another width since, or lost the beginning of its history.
output() {
    if [ "$h1" = - ]; then echo unknown && return; fi
    last=$((x > 0 ? y1 : y1 - 1)) from=$((y1 - lines)) sure=unsure
    if [ "$w0" = "$w1" ]; then
        [ "$h1" -ge "$h0" ] && [ "$h1" -lt $((trimmed * 9)) ] && sure=sure
        first=$((h0 + y0 - h1))
        [ "$h1" -ge "$h0" ] || first=$((first - trimmed))
        if [ $first -gt $from ]; then from=$first; else sure=cut; fi
    fi
    echo $sure
    [ $last -lt $from ] || tell capture-pane -p -J -S $((from - 1)) -E $last
}

case $what in begin) begin "$@" ;; end) end "$@" ;; esac
