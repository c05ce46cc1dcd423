# The program of a task's window. A shell script, so that it costs no Node for each window and does not
# depend on where pane is installed: it is written beside its data into the worktree's admin directory at
# each opening, and speaks to pane through small files there:
#   run      the claim: which process on which tmux server works in this worktree
#   agent    the process of the agent itself, which may outlive the window
#   state    setup, starting, running, exited or failed; since when, exit code, reason (of `running`: how it began; of
#            `exited`: `KIND TEXT` of the error that a program met which ends with its turn, as far as it said),
#            the hash of a prompt that pane is to type in once the agent is ready
#   session  the id of the agent's conversation, as far as it is known; there once an agent was started
#   turns    that a turn begins, where it is begun by a prompt; how it ended, where the program ends with it
#   start    what was in the worktree before its first agent, where its work is checked (`trace.sh`)
#   prompts/ one file for each prompt that was claimed; a line `started` once its agent began
#
# Where the task runs as a job of Slurm's, this is run twice: in the window, where it claims the worktree and shows the job
# (`view.sh`), and in tmux on the compute node (`job.sh`, which sets PANE_JOB), where it does all the rest.
#
# sh launcher.sh DIR ID [NUMBER]   ID: of the worktree; by it tmux tells which panes of a window pane opened
#                                  NUMBER: the window's further pane of that number
pane_dir=$1
pane_number=$3
. "$pane_dir/launch.sh"
PATH=$pane_path
pane_job=
if [ -n "$pane_slurm" ]; then
  pane_job=$PANE_JOB
  . "$pane_dir/place.sh" # another one, perhaps, than when the job was submitted
fi

put() { # STATE CODE REASON
  (
    umask 077
    printf 'state %s\nat %s\ncode %s\nreason %s\nshell %s\npaste %s\n' \
      "$1" "$(date +%s)" "$2" "$3" "$(basename -- "$(users_shell)")" "$pane_paste" >"$pane_dir/state.$$"
  ) && mv -f -- "$pane_dir/state.$$" "$pane_dir/state"
  case $1 in
    setup) [ "$pane_setup_count" -eq 0 ] || show setup ;;
    running) show "$pane_shown" ;;
    exited) show exit ;;
    failed) show FAIL ;;
  esac
}

show() { # WORD: in tmux's status line; `shown-state.ts` has the words
  tmux set-option -w -t "$TMUX_PANE" @pane_status "$1" 2>/dev/null
  [ -z "$PANE_WAKE" ] || { echo >"$PANE_WAKE"; } 2>/dev/null # the watcher looks
}

users_shell() {
  case $SHELL in
    /*) [ -x "$SHELL" ] && printf '%s' "$SHELL" && return ;;
  esac
  printf /bin/sh
}

leave() { # the shell that stays in the window; closing it closes the window. A job ends: it costs
  [ -z "$pane_job" ] || exit 0
  tmux set-option -p -t "$TMUX_PANE" remain-on-exit off 2>/dev/null
  pane_shell=$(users_shell)
  pane_env
  exec "$pane_shell"
}

fail() { # CODE REASON MESSAGE
  put failed "$1" "$2"
  printf '\npane: %s\n' "$3" >&2
  leave
}

start_time() { # PID: nothing of one that has ended, even if tmux has not collected it (3.3a misses signals)
  if read -r pane_stat 2>/dev/null <"/proc/$1/stat"; then
    pane_stat=${pane_stat##*) }
    set -- $pane_stat
    case $1 in
      Z | X) return ;;
    esac
    shift 19
    printf '%s' "$1"
  else
    LC_ALL=C PATH=/usr/bin:/bin ps -o lstart= -p "$1" | sed 's/^ *//; s/ *$//' | tr -s ' ' '_' | tr -d '\n'
  fi
}

claim() { # one agent in a worktree: a hard link is made by one of all contenders, with its whole content
  pane_server=${TMUX%,*}
  pane_socket=${pane_server%,*}
  pane_server=${pane_server##*,}
  (
    umask 077
    printf 'pid %s\nstart %s\nboot %s\nhost %s\nserver %s\nserverstart %s\npane %s\nsocket %s\n' \
      "$$" "$(start_time $$)" "$pane_boot" "$pane_host" "$pane_server" "$(start_time "$pane_server")" \
      "$TMUX_PANE" "$pane_socket" >"$pane_dir/run.$$"
    [ -z "$pane_slurm" ] || printf 'job %s\n' "$(cat -- "$pane_dir/job")" >>"$pane_dir/run.$$"
  ) && ln -- "$pane_dir/run.$$" "$pane_dir/run" 2>/dev/null
  pane_claimed=$?
  rm -f -- "$pane_dir/run.$$"
  return $pane_claimed
}

discard_input() { # what was typed for the agent would be run by the shell that follows, line by line
  tmux set-option -w -t "$TMUX_PANE" @pane_state exited 2>/dev/null # from here on pane types nothing
  stty -icanon -echo min 0 time 2 2>/dev/null && cat >/dev/null # until nothing came for 0.2 s
  stty "$pane_terminal" 2>/dev/null
}

close_window() { # with the further panes; where the user opened one, the window stays with it and is theirs
  tmux list-panes -t "$TMUX_PANE" -F "#{pane_id} #{m:*$PANE_ID*,#{pane_start_command}} #{pane_dead}" |
    while read -r pane_one pane_opened pane_dead; do
      case $pane_one.$pane_opened.$pane_dead in
        "$TMUX_PANE".*) ;;
        *.0.0) for pane_option in $pane_window_options; do tmux set-option -wqu -t "$TMUX_PANE" "$pane_option"; done ;;
        *) tmux kill-pane -t "$pane_one" ;;
      esac
    done 2>/dev/null
  tmux set-option -p -t "$TMUX_PANE" remain-on-exit off 2>/dev/null
}

cd -- "$pane_worktree" || fail '' directory "can't change to $pane_worktree"

if [ -n "$pane_number" ]; then # a further pane: begins when setup is over
  while :; do
    pane_gone=
    [ -e "$pane_dir/run" ] && { read -r _ pane_launcher && read -r _ pane_start; } <"$pane_dir/run" &&
      [ "$(start_time "$pane_launcher")" != "$pane_start" ] && pane_gone=1
    pane_state=
    [ -e "$pane_dir/state" ] && read -r _ pane_state <"$pane_dir/state"
    case $pane_state in
      running | exited) break ;;
      failed)
        printf 'pane: agent not started, because setup failed\n' >&2
        leave
        ;;
    esac
    if [ -n "$pane_gone" ]; then
      printf 'pane: agent not started, because the window was closed\n' >&2
      leave
    fi
    sleep 0.2 2>/dev/null || sleep 1
  done
  trap : INT QUIT
  if [ -n "$pane_slurm" ] && [ -z "$pane_job" ]; then
    pane_job=$(cat -- "$pane_dir/job")
    PANE_JOB=$pane_job srun --overlap --quiet --jobid="$pane_job" --nodes=1 --ntasks=1 --chdir=/ --pty \
      sh "$pane_dir/launcher.sh" "$pane_dir" "$2" "$pane_number"
    pane_job=
  else
    (pane_run "$pane_number")
  fi
  trap - INT QUIT
  leave
fi

if [ -z "$pane_job" ] && ! claim; then
  printf 'pane: another agent works in this worktree, or %s is not writable:\n' "$pane_dir" >&2
  cat -- "$pane_dir/run" >&2
  leave
fi

pane_restart="pane restart $pane_task"
[ "$pane_turns" != once ] || pane_restart="pane restart --prompt $pane_task" # without one it has nothing to do

[ -z "$pane_slurm" ] || [ -n "$pane_job" ] || . "$pane_dir/view.sh" # which does not come back

put setup
pane_step=1
while [ "$pane_step" -le "$pane_setup_count" ]; do
  (pane_setup "$pane_step")
  pane_code=$?
  [ "$pane_code" -eq 0 ] || fail "$pane_code" "setup $pane_step" \
    "setup command $pane_step failed with exit code $pane_code; once that is fixed, run: pane up $pane_task"
  pane_step=$((pane_step + 1))
done

# What `copy` and setup brought is none of the agent's work.
if [ -n "$pane_trace" ] && [ ! -e "$pane_dir/start" ]; then
  (umask 077 && sh "$pane_dir/trace.sh" "$pane_dir" $pane_trace >"$pane_dir/start.$$") 2>/dev/null &&
    mv -f -- "$pane_dir/start.$$" "$pane_dir/start"
  rm -f -- "$pane_dir/start.$$"
fi

put starting
if [ -n "$pane_program" ] && ! command -v -- "$pane_program" >/dev/null; then
  fail 127 "program $(printf %s "$pane_program" | tr '\n' ' ')" "command not found: $pane_program; once that is fixed, run: pane up $pane_task"
fi

undelivered() {
  fail '' prompt "the prompt may not have been delivered; to deliver it again, run: pane restart --prompt $pane_task"
}

pane_record= # of the prompt, where one is given
case $pane_mode in
  start | next)
    pane_record=$pane_dir/prompts/$pane_prompt
    mkdir -p -- "$pane_dir/prompts" && (set -C && printf 'claimed\n' >"$pane_record") 2>/dev/null || undelivered
    sync -- "$pane_record" 2>/dev/null
    pane_text=$(cat -- "$pane_dir/prompt" && printf x) || undelivered
    pane_text=${pane_text%x}
    ;;
esac

turn() { # open|done|failed: `turns.ts` has the form
  pane_was= pane_ended=
  [ ! -s "$pane_dir/turns" ] || read -r pane_was pane_ended _ <"$pane_dir/turns"
  case $pane_ended in '' | *[!0-9]*) pane_ended=0 ;; esac
  case $1.$pane_was in
    done.done) return ;; # told by its own events already
    done.*) pane_ended=$((pane_ended + 1)) ;;
  esac
  printf '%s %s %s\n' "$1" "$pane_ended" "$(date +%s)" >"$pane_dir/turns.$$" &&
    mv -f -- "$pane_dir/turns.$$" "$pane_dir/turns"
}

name_agent() { # this very process becomes the agent; told so that it is found even if it outlives the window
  [ -z "$pane_job" ] || return # a number of another machine's
  read -r pane_self _ 2>/dev/null </proc/self/stat || pane_self=$(sh -c 'printf %s "$PPID"')
  printf 'pid %s\nstart %s\n' "$pane_self" "$(start_time "$pane_self")" >"$pane_dir/agent"
}

agent() { # start|next|resume|latest|fresh: the agent as a child, so that its end can be recorded
  case $1 in
    start | fresh) printf '%s\n' "$pane_new_session" >"$pane_dir/session" ;;
  esac
  (
    name_agent
    put running '' "$1"
    pane_env
    case $1 in
      start | next)
        export PANE_WITH_PROMPT=1
        printf 'started\n' >>"$pane_record"
        [ -z "$pane_turns" ] || turn open
        ;;
      *) [ "$pane_turns" != each ] || turn open ;;
    esac
    "pane_$1"
  )
}

could_not_resume() { # CODE BEGUN: ended by itself with an error, at once, without having reported anything
  pane_took=$(($(date +%s) - $2)) # less than nothing where the clock was put back: then nobody knows
  [ "$1" -ne 0 ] && [ "$1" -lt 128 ] && [ "$pane_took" -ge 0 ] && [ "$pane_took" -lt 20 ] &&
    [ -z "$(tmux show-options -wqv -t "$TMUX_PANE" @pane_state 2>/dev/null)" ]
}

fault() { # what a program that ended with its turn says of the error that ended it
  pane_fault=
  if [ "$(tmux show-options -wqv -t "$TMUX_PANE" @pane_state 2>/dev/null)" = failed ]; then
    pane_fault=$(tmux show-options -wqv -t "$TMUX_PANE" @pane_why 2>/dev/null)
  elif [ -n "$pane_error" ]; then
    for pane_try in 1 2 3 4 5; do # tmux may not have drawn it yet
      pane_line=$(tmux capture-pane -p -J -t "$TMUX_PANE" 2>/dev/null | grep -v '^ *$' | tail -n 1)
      case $pane_line in
        "$pane_error"*)
          pane_fault=" ${pane_line#"$pane_error"}"
          break
          ;;
      esac
      sleep 0.2 2>/dev/null || break
    done
  fi
  printf %s "$pane_fault" | tr -d '\000-\037\177' | cut -b 1-500
}

pane_terminal=$(stty -g 2>/dev/null)
trap : INT QUIT # the agent's business; a caught signal is reset for it, an ignored one would not be
pane_begun=$(date +%s)
agent "$pane_mode"
pane_code=$?
case $pane_mode in
  resume | latest | next)
    if could_not_resume "$pane_code" "$pane_begun"; then
      printf '\npane: could not resume the earlier conversation; starting a new one\n\n' >&2
      [ "$pane_mode" = next ] && pane_again=start || pane_again=fresh
      agent "$pane_again"
      pane_code=$?
    fi
    ;;
esac
case $pane_turns.$pane_mode.$pane_code in
  once.start.0 | once.next.0 | each.*.0) turn done ;;
  once.start.* | once.next.* | each.*) turn failed ;;
esac
pane_why=
case $pane_turns.$pane_code in
  once.0 | each.0) ;;
  once.* | each.*) pane_why=$(fault) ;;
esac
put exited "$pane_code" "$pane_why"
# What it asked is nobody's question any more; a signal may have come with the end of its window.
[ "$pane_code" -ge 128 ] || [ ! -s "$pane_dir/question" ] || : >"$pane_dir/question"
[ -z "$pane_job" ] || exit 0
if [ "$pane_on_exit" = close ]; then
  close_window
  exit 0
fi
discard_input
trap - INT QUIT
printf '\npane: the agent ended with exit code %s; to start it again, run: %s\n' "$pane_code" "$pane_restart" >&2
leave
