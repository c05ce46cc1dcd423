# The window of a task that runs as a job of Slurm's: shows it, and tells tmux here what the agent reports there. Read by
# launcher.sh, in the window, once it has claimed the worktree. If it ends, the job goes on; the next one shows it again.
# What Slurm says counts where the job itself did not say how it ended, once it has stayed so for `pane_gone` seconds.

field() { # FILE NAME
  [ -e "$pane_dir/$1" ] && sed -n "s/^$2 //p" "$pane_dir/$1"
}

is_of_job() { # FILE: this job wrote it, and not the last one, of which a network filesystem may tell late
  [ "$(field "$1" job)" = "$pane_job" ]
}

mirror() { # the word of the state, and what is reported, as often as they change
  pane_seen= pane_heard=
  while :; do
    sleep 1
    pane_state=
    [ ! -e "$pane_dir/state" ] || read -r _ pane_state <"$pane_dir/state"
    if [ "$pane_state" != "$pane_seen" ]; then
      pane_seen=$pane_state
      case $pane_state in
        setup) show setup ;;
        running) show "$pane_shown" ;;
      esac
    fi
    [ -e "$pane_dir/reported" ] || continue
    { read -r pane_at && read -r pane_event && read -r pane_word && read -r pane_why; } <"$pane_dir/reported"
    [ "$pane_at" != "$pane_heard" ] || continue
    pane_heard=$pane_at
    sh "$pane_dir/report.sh" told "$pane_event" "$pane_word" "$pane_why" </dev/null
  done
}

ask() { # what Slurm says of the job: a word, `gone`, or nothing, where it does not answer
  pane_said=$(squeue --noheader --states=all --jobs="$pane_job" --format=%T 2>&1) || {
    case $pane_said in *'Invalid job id'*) pane_said=gone ;; *) pane_said= ;; esac
  }
  pane_said=${pane_said:-gone}
}

is_over() {
  case " gone $pane_over_states " in
    *" $pane_said "*) ;;
    *) return 1 ;;
  esac
}

why() { # of a job that is over
  case $pane_said in
    TIMEOUT | DEADLINE) printf 'time limit' ;;
    NODE_FAIL | BOOT_FAIL) printf 'its node failed' ;;
    PREEMPTED) printf 'preempted' ;;
    OUT_OF_MEMORY) printf 'out of memory' ;;
    CANCELLED) printf 'its job was cancelled' ;;
    *) printf 'its job is gone' ;;
  esac
}

ended() { # its job says so in a moment
  pane_waited=0
  while ! is_of_job job-end && [ "$pane_waited" -lt 5 ]; do
    sleep 1
    pane_waited=$((pane_waited + 1))
  done
}

look() { # follows the job to its end
  pane_over=
  pane_asked=0
  while ! is_of_job job-end; do
    if is_of_job job-run && [ -z "$pane_over" ]; then
      srun --overlap --quiet --jobid="$pane_job" --nodes=1 --ntasks=1 --chdir=/ --pty \
        tmux -u -S "$(field job-run socket)" attach-session 2>"$pane_dir/view.log"
      stty "$pane_terminal" 2>/dev/null
      case $(field state state) in exited | failed | stopped) ended ;; esac
    fi
    ! is_of_job job-end || return
    sleep 1
    pane_now=$(date +%s)
    if [ "$pane_now" -lt "$pane_asked" ]; then # the clock was put back
      pane_asked=0
      pane_over=
    fi
    [ "$((pane_now - pane_asked))" -ge "$pane_ask" ] || continue
    pane_asked=$pane_now
    ask
    if [ -z "$pane_said" ]; then
      :
    elif is_over; then
      pane_over=${pane_over:-$pane_now}
      if [ "$((pane_now - pane_over))" -ge "$pane_gone" ]; then
        put stopped '' "$(why)"
        return
      fi
    else
      pane_over=
    fi
  done
}

pane_ask=$((pane_gone / 4))
pane_job=$(cat -- "$pane_dir/job")
pane_terminal=$(stty -g 2>/dev/null)
printf 'pane: job %s of Slurm; waiting until it runs\n' "$pane_job"
trap : INT QUIT
mirror &
pane_mirror=$!
look
kill "$pane_mirror" 2>/dev/null
# Of one that was cancelled only Slurm knows why, as soon as it has completed.
if is_of_job job-end && [ "$(field job-end end)" = term ] && [ "$(field state state)" = stopped ]; then
  pane_waited=0
  ask
  while ! is_over && [ "$pane_waited" -lt 40 ]; do
    sleep 1
    pane_waited=$((pane_waited + 1))
    ask
  done
  ! is_over || put stopped '' "$(why)"
fi
pane_state=$(field state state)
case $pane_state in
  exited) show exit ;;
  failed) show FAIL ;;
  *)
    show stop
    put stopped '' "$(field state reason)" # with the shell that stays here
    ;;
esac
if [ "$pane_state" = exited ] && [ "$pane_on_exit" = close ]; then
  close_window
  exit 0
fi
discard_input
trap - INT QUIT
case $pane_state in
  exited) printf '\npane: the agent ended with exit code %s; to start it again, run: %s\n' "$(field state code)" "$pane_restart" ;;
  *) printf '\npane: job %s ended (%s); to submit it again, run: pane up %s\n' "$pane_job" "$(field state reason)" "$pane_task" ;;
esac >&2
leave
