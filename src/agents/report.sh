# Called by an agent's own event hooks, in its window: tells tmux what the agent does. Prints nothing and
# never fails, whatever is missing, because an agent waits for it and some read what it prints.
# sh report.sh start|working|waiting|idle|notice    the event's JSON on standard input
{
  [ -n "$TMUX_PANE" ] && [ -n "$PANE_REPORT" ] || exit 0
  event=$1
  json=$(head -c 16384 | tr -d '\000-\037')
  field() { # NAME: the text of a field, as far as no quote is in it
    printf '%s' "$json" | sed -n 's/.*"'"$1"'" *: *"\([^"\\]*\).*/\1/p' | cut -c1-120
  }

  if [ "$event" = notice ]; then # of much; only what waits for an answer counts
    case "$(field notification_type) $(field type) $(field message)" in
      *idle* | *"waiting for your input"*) exit 0 ;;
      *ermission* | *elicitation* | *needs_input* | *onfirm*) event=waiting ;;
      *) exit 0 ;;
    esac
  fi

  directory=${PANE_REPORT%/*}
  if [ "$event" = start ]; then
    id=$(field session_id)
    [ -n "$id" ] || id=$(field sessionId)
    [ -n "$id" ] && printf '%s\n' "$id" >"$directory/session.$$" && mv -f -- "$directory/session.$$" "$directory/session"
    [ -n "$PANE_WITH_PROMPT" ] && exit 0 # the turn begins at once
    event=idle
  fi

  why=
  if [ "$event" = waiting ]; then
    tool=$(field tool_name)
    what=$(field command)
    [ -n "$what" ] || what=$(field file_path)
    [ -n "$what" ] || what=$(field message)
    why="$tool${tool:+${what:+: }}$what"
    why=${why%;}
  fi
  [ -n "$PANE_WAKE" ] && : >"$PANE_WAKE"
  # `since` stays where the state does: an agent that uses ten tools works since the first.
  tmux if-shell -F -t "$TMUX_PANE" "#{==:#{@pane_state},$event}" \
    "set-option -w -t $TMUX_PANE @pane_reported 1" \
    "set-option -w -t $TMUX_PANE @pane_state $event ; set-option -w -t $TMUX_PANE @pane_since $(date +%s)" \; \
    set-option -w -t "$TMUX_PANE" @pane_why "$why"
} >/dev/null 2>&1
exit 0
