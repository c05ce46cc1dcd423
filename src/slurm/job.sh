#!/bin/sh
# The batch script of a task's job: runs the task's launcher in tmux on the compute node, on a socket that only this job
# has, and sees to it that nothing is left there in the end. It speaks through small files in the launcher's directory,
# which the login node sees too:
#   job-run   which job it is, on which node, and the socket; taken by one job alone
#   job-end   how it ended: `exited` (the agent's launcher did), `time-limit`, `term` (cancelled or preempted), how many
#             processes were left, and which job says so: a network filesystem may show that of the last one late
#   reported  what the agent reported last: `report.sh` writes it
#
# sh job.sh DIR ID   as the launcher
pane_dir=$1
. "$pane_dir/launch.sh"
PATH=$pane_path
SLURM_EXPORT_ENV=ALL # of the steps: `sbatch` passed a few variables only
PANE_JOB=$SLURM_JOB_ID
PANE_REPORTED=$pane_dir/reported
PANE_JOB_DIR=$pane_dir
export PATH SLURM_EXPORT_ENV PANE_JOB PANE_REPORTED PANE_JOB_DIR
umask 077
exec >"$pane_dir/job.log" 2>&1

pane_stop=
trap 'pane_stop=time-limit' USR1
trap 'pane_stop=${pane_stop:-term}' TERM

# The login node's may not be here, and a socket's path has a hundred characters.
[ -d "$TMPDIR" ] && [ -w "$TMPDIR" ] || unset TMPDIR
pane_folder=${TMPDIR:-/tmp}
[ "${#pane_folder}" -le 70 ] || pane_folder=/tmp
pane_folder=$(mktemp -d "$pane_folder/pane-job-XXXXXX") || exit 1
pane_socket=$pane_folder/tmux
printf 'job %s\nnode %s\nsocket %s\n' "$SLURM_JOB_ID" "${SLURMD_NODENAME:-$(hostname)}" "$pane_socket" >"$pane_dir/job-run.$$"
if ! ln -- "$pane_dir/job-run.$$" "$pane_dir/job-run"; then # another job works in this worktree
  rm -rf -- "$pane_dir/job-run.$$" "$pane_folder"
  exit 1
fi
rm -f -- "$pane_dir/job-run.$$"

ours() { # the numbers of the processes of this job, beside this one and the tmux server; another cluster may use the number too
  for pane_one in $(grep -lzx "PANE_JOB=$PANE_JOB" /proc/[0-9]*/environ 2>/dev/null); do
    grep -qzx "PANE_ID=$PANE_ID" "$pane_one" 2>/dev/null || continue
    pane_one=${pane_one#/proc/}
    pane_one=${pane_one%/environ}
    [ "$pane_one" = "$$" ] || [ "$pane_one" = "$pane_server" ] || [ ! -d "/proc/$pane_one" ] || printf '%s ' "$pane_one"
  done
}

gone() { # waits five seconds at most
  pane_waited=0
  while pane_left=$(ours) && [ -n "$pane_left" ] && [ "$pane_waited" -lt 10 ]; do
    sleep 0.5
    pane_waited=$((pane_waited + 1))
  done
}

finish() { # hang-up, TERM after 5 s, KILL after 10 s, as everywhere
  trap '' TERM USR1
  for pane_signal in HUP TERM KILL; do
    pane_left=$(ours)
    [ -n "$pane_left" ] || break
    kill -s "$pane_signal" $pane_left 2>/dev/null
    gone
  done
  tmux -S "$pane_socket" kill-server 2>/dev/null
  pane_server=
  gone # the server says yes before it ends
  rm -rf -- "$pane_folder"
}

is_over() { # the agent's launcher says so
  read -r _ pane_state <"$pane_dir/state" 2>/dev/null
  case $pane_state in exited | failed) return 0 ;; *) return 1 ;; esac
}

rest() { # SECONDS, or until a signal comes
  sleep "$1" &
  wait $!
}

lasts() { # Slurm ends the tmux server and this script at once: its word may come a moment after the server is gone
  tmux -S "$pane_socket" has-session 2>/dev/null && return
  is_over && return 1
  rest 3
  [ -z "$pane_stop" ] && tmux -S "$pane_socket" has-session 2>/dev/null
}

state() { # REASON: the job ended before its agent
  is_over && return
  printf 'state stopped\nat %s\ncode \nreason %s\nshell \npaste \n' "$(date +%s)" "$1" >"$pane_dir/state.$$" &&
    mv -f -- "$pane_dir/state.$$" "$pane_dir/state"
}

# Bare, so that it passes on all that is typed; what scrolls off goes into the history of the window that shows it.
tmux -u -S "$pane_socket" -f /dev/null \
  set-option -g status off \; set-option -g prefix None \; set-option -g prefix2 None \; set-option -s escape-time 0 \; \
  set-option -g focus-events on \; \
  set-option -g history-limit 50000 \; set-option -g default-terminal tmux-256color \; \
  set-option -g set-titles on \; set-option -g set-titles-string '#{pane_title}' \; \
  set-option -ga terminal-overrides ',*:smcup@:rmcup@' \; \
  new-session -d -s pane -x 160 -y 48 sh "$pane_dir/launcher.sh" "$pane_dir" "$2" \; \
  pipe-pane 'cd "$PANE_JOB_DIR" && . ./log.sh' || {
  state 'tmux does not run on its node'
  rm -rf -- "$pane_folder"
  printf 'end exited\nleft 0\njob %s\n' "$SLURM_JOB_ID" >"$pane_dir/job-end"
  exit 1
}
pane_server=$(tmux -S "$pane_socket" display-message -p '#{pid}')

# tmux is asked: where nobody collects processes that have ended, as in a container, its number stays.
while [ -z "$pane_stop" ] && lasts; do
  rest 1
done
finish
case $pane_stop in
  time-limit) state 'time limit' ;;
  term) state 'its job was cancelled' ;;
  *) state 'its job ended before its agent' ;;
esac
printf 'end %s\nleft %s\njob %s\n' "${pane_stop:-exited}" "$(printf '%s' "$pane_left" | wc -w | tr -d ' ')" "$SLURM_JOB_ID" \
  >"$pane_dir/job-end.$$"
mv -f -- "$pane_dir/job-end.$$" "$pane_dir/job-end"
