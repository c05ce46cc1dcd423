# The program of a task's window. A shell script, so that it costs no Node for each window and does not
# depend on where pane is installed: it is written beside its data into the worktree's admin directory at
# each opening, and speaks to pane through small files there:
#   run      the claim: which process on which tmux server works in this worktree
#   state    setup, starting, running, exited or failed; since when, exit code, reason
#   prompts/ one file for each prompt that was claimed; a line `started` once its agent began
#
# sh launcher.sh DIR [NUMBER]   NUMBER: the window's further pane of that number
dir=$1
number=$2
. "$dir/launch.sh"

put() { # STATE CODE REASON
  (
    umask 077
    printf 'state %s\nat %s\ncode %s\nreason %s\nshell %s\n' \
      "$1" "$(date +%s)" "$2" "$3" "$(basename -- "$(shell)")" >"$dir/state.$$"
  ) && mv -f -- "$dir/state.$$" "$dir/state"
}

shell() {
  printf '%s' "$SHELL" | grep -q '^/' && [ -x "$SHELL" ] && printf '%s' "$SHELL" || printf /bin/sh
}

leave() { # the shell that stays in the window; closing it closes the window
  [ -z "$hung" ] || exit 129
  tmux set-option -p -t "$TMUX_PANE" remain-on-exit off 2>/dev/null
  SHELL=$(shell)
  exec "$SHELL"
}

fail() { # CODE REASON MESSAGE
  put failed "$1" "$2"
  printf '\npane: %s\n' "$3" >&2
  leave
}

start_time() { # PID
  if read -r stat 2>/dev/null <"/proc/$1/stat"; then
    stat=${stat##*) }
    set -- $stat
    shift 19
    printf '%s' "$1"
  else
    LC_ALL=C PATH=/usr/bin:/bin ps -o lstart= -p "$1" | sed 's/^ *//; s/ *$//' | tr -s ' ' '_' | tr -d '\n'
  fi
}

claim() { # one agent in a worktree: a hard link is made by one of all contenders, with its whole content
  server=${TMUX#*,}
  server=${server%%,*}
  (
    umask 077
    printf 'pid %s\nstart %s\nboot %s\nhost %s\nserver %s\nserverstart %s\npane %s\nsocket %s\n' \
      "$$" "$(start_time $$)" "$pane_boot" "$pane_host" "$server" "$(start_time "$server")" \
      "$TMUX_PANE" "${TMUX%%,*}" >"$dir/run.$$"
  ) && ln -- "$dir/run.$$" "$dir/run" 2>/dev/null
  claimed=$?
  rm -f -- "$dir/run.$$"
  return $claimed
}

cd -- "$pane_worktree" || fail '' directory "can't change to $pane_worktree"

if [ -n "$number" ]; then # a further pane: begins when setup is over
  while :; do
    gone=
    [ -e "$dir/run" ] && read -r _ launcher <"$dir/run" && ! kill -0 "$launcher" 2>/dev/null && gone=1
    state=
    [ -e "$dir/state" ] && read -r _ state <"$dir/state"
    case $state in
      running | exited) break ;;
      failed)
        printf 'pane: not started, because setup failed\n' >&2
        leave
        ;;
    esac
    if [ -n "$gone" ]; then
      printf 'pane: not started, because the window was ended before its agent\n' >&2
      leave
    fi
    sleep 0.2 2>/dev/null || sleep 1
  done
  trap : INT QUIT
  (pane_run "$number")
  trap - INT QUIT
  leave
fi

if ! claim; then
  printf 'pane: another agent has this worktree, or %s is not writable:\n' "$dir" >&2
  cat -- "$dir/run" >&2
  leave
fi

# Hung up with its window, it stays for as long as its agent does: else a second one could be started beside.
hung=
trap 'hung=1' HUP

put setup
step=1
while [ "$step" -le "$pane_setup_count" ]; do
  (pane_setup "$step")
  code=$?
  [ -z "$hung" ] || exit 129
  [ "$code" -eq 0 ] || fail "$code" "setup $step" "setup command $step failed with exit code $code; after mending it: pane up $PANE_TASK"
  step=$((step + 1))
done

put starting
if [ -n "$pane_program" ] && ! command -v -- "$pane_program" >/dev/null; then
  fail 127 program "command not found: $pane_program; after mending it: pane up $PANE_TASK"
fi

trap : INT QUIT # the agent's business; a caught signal is reset for it, an ignored one would not be
record=$dir/prompts/$pane_prompt
if [ -z "$pane_prompt" ]; then
  (
    put running
    pane_resume
  )
elif mkdir -p -- "$dir/prompts" && (set -C && printf 'claimed\n' >"$record") 2>/dev/null; then
  sync -- "$record" 2>/dev/null
  prompt=$(cat -- "$dir/prompt" && printf x) || fail '' prompt "the prompt can't be read; to deliver it: pane restart --prompt $PANE_TASK"
  prompt=${prompt%x}
  (
    put running
    printf 'started\n' >>"$record"
    pane_start
  )
else
  trap - INT QUIT
  fail '' prompt "perhaps the prompt was not delivered; to deliver it again: pane restart --prompt $PANE_TASK"
fi
code=$?
[ -z "$hung" ] || exit 129
trap - INT QUIT
put exited "$code"
if [ "$pane_on_exit" = close ]; then
  tmux set-option -p -t "$TMUX_PANE" remain-on-exit off 2>/dev/null
  exit 0
fi
printf '\npane: the agent ended with exit code %s; to start it again: pane restart %s\n' "$code" "$PANE_TASK" >&2
leave
