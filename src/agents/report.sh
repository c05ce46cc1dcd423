# Called by an agent's own event hooks, in its window: tells tmux what the agent does. Prints nothing and
# never fails, whatever is missing, because an agent waits for it and some read what it prints. An agent that
# uses tools calls it many times a minute, so it starts few programs: two for most events.
# sh report.sh start|working|waiting|idle|failed|aborted|notice|reminder   the event's JSON on standard input
# sh report.sh told EVENT SHOWN WHY   what was told in a job, whose tmux is another one (`view.sh`)
{
  [ -n "$TMUX_PANE" ] && [ -n "$PANE_REPORT" ] || exit 0
  event=$1
  case $event in # the user's own programs call it too
    start | working | waiting | idle | failed | aborted | notice | reminder | told) ;;
    *) event= ;;
  esac

  plain() { # TEXT [LENGTH]: sets `text` to it as far as JSON writes it as it is, on one line, not too long
    text=${1%%\\*}
    case $text in *[[:cntrl:]]*) text=$(printf %s "$text" | tr -d '\000-\037\177') ;; esac
    [ ${#text} -le "${2:-120}" ] || text=$(printf "%.${2:-120}s" "$text")
  }

  # The JSON is cut at its quotes: after a key and a colon comes the key's text. A quote inside a text has a
  # backslash before it, so that no text can pass for a key.
  id= tool= what= path= said= kind= asked= plan= fault=
  case $event in
    start | waiting | failed | notice | reminder)
      [ -t 0 ] || json=$(head -c 16384)
      key= between=
      IFS='"'
      set -f
      for word in $json; do
        case $between in
          *[!:[:space:]]*) ;;
          *:*)
            case $key in
              session_id | sessionId) id=$word ;;
              tool_name) tool=$word ;;
              command) what=$word ;;
              question) asked=${asked:-$word} ;; # of several the first
              plan) plan=$word ;;
              file_path) path=$word ;;
              error) fault=$word ;;
              message | last_assistant_message) said=$word ;;
              notification_type | type) kind="$kind $word" ;;
            esac
            ;;
        esac
        key=$between between=$word
      done
      set +f
      unset IFS
      ;;
  esac

  # claude's reminder of what it asked before, in vaguer words.
  if [ "$event" = reminder ]; then
    [ "$(tmux show-options -wqv -t "$TMUX_PANE" @pane_state)" = waiting ] && event= || event=notice
  fi

  if [ "$event" = notice ]; then # of much; only what waits for an answer counts
    case "$kind $said" in
      *idle* | *"waiting for your input"*) event= ;;
      *ermission* | *elicitation* | *needs_input* | *onfirm*) event=waiting ;;
      *) event= ;;
    esac
  fi

  why=
  if [ "$event" = start ]; then
    plain "$id"
    file=${PANE_REPORT%/*}/session
    [ -n "$text" ] && printf '%s\n' "$text" >"$file.$$" && mv -f -- "$file.$$" "$file"
    # With a prompt the turn begins at once. Without one it may be a while until it reads its keys.
    [ -n "$PANE_WITH_PROMPT" ] && event= || event=idle
    why=start
  fi

  if [ "$event" = waiting ]; then
    plain "$tool"
    why=$text
    [ -z "$asked" ] || why=question
    [ -z "$plan" ] || why='plan to approve'
    plain "${asked:-${plan:-${what:-${path:-$said}}}}"
    why="$why${why:+${text:+: }}$text"
    why=${why%;}
  fi

  if [ "$event" = failed ]; then # `failure.ts` judges what it comes to
    plain "$fault" 40
    why=$text
    plain "$(printf %s "$said" | sed 's/\\[nrt]/ /g')" 400
    why="$why $text"
    why=${why%;}
  fi

  # Not the end of a turn while something goes on in the background that claude waits for; nor is it known how one ended
  # that gemini has no answer of. What the screen shows next counts.
  if [ "$event" = idle ] && [ -z "$why" ] && ! [ -t 0 ] && [ "$(
    grep -c -e '[^\\]"background_tasks" *: *\[ *[^] ]' -e '[^\\]"prompt_response" *: *"\[no response text\]"'
  )" -gt 0 ]; then
    event=working
    why=unsure
  fi

  # What nobody has answered is told even after tmux was lost; a turn ends that.
  question=${PANE_REPORT%/*}/question
  case $event$why in
    waiting*) printf 'now %s\n' "$why" >"$question" ;;
    working* | idle | failed* | aborted) [ ! -s "$question" ] || : >"$question" ;;
  esac

  turn() { # open|done|failed [WHY]: `turns.ts` has the form; a file is written only where that changes
    turns=${PANE_REPORT%/*}/turns
    was= ended=
    [ ! -s "$turns" ] || read -r was ended _ <"$turns"
    # What an agent before this launch has left open was cut off: work is another turn, and that this agent is idle, be it
    # only ready, is the end of none that is not its own.
    old=
    [ -s "$turns" ] && [ "$turns" -ot "${turns%turns}state" ] && old=1
    case $was.$1.$old in
      done.done.* | *.done.1 | open.open.) return ;;
    esac
    case $ended in '' | *[!0-9]*) ended=0 ;; esac
    [ "$1" != done ] || ended=$((ended + 1))
    printf '%s %s %s%s\n' "$1" "$ended" "$(date +%s)" "${2:+ $2}" >"$turns.$$" && mv -f -- "$turns.$$" "$turns"
  }
  case $event$why in
    working*) turn open ;;
    idle) turn done ;;
    failed*) turn failed "$why" ;; # tmux may be lost before anybody has seen it there
    aborted) # by its user: it is idle, but its work is not done
      turn failed
      event=idle
      ;;
  esac

  if [ -n "$event" ]; then
    case $event in
      told)
        event=$2
        shown=$3
        why=$4
        ;;
      working) shown=work ;;
      waiting) shown=WAIT ;;
      failed)
        case $fault in
          rate_limit | overloaded | server_error) shown=LIMIT ;;
          authentication_failed | oauth_org_not_allowed | billing_error) shown=WAIT ;;
          *) shown=STUCK ;;
        esac
        ;;
      *) shown=idle ;;
    esac
    if [ -n "$PANE_REPORTED" ]; then # in a job
      printf '%s\n%s\n%s\n%s\n' "$(date +%s).$$" "$event" "$shown" "$why" >"$PANE_REPORTED.$$" &&
        mv -f -- "$PANE_REPORTED.$$" "$PANE_REPORTED"
    fi
    # `since` stays where the state does: an agent that uses ten tools works since the first. tmux tells the time.
    changed=$(
      tmux set-option -w -t "$TMUX_PANE" @pane_clock %s \; \
        if-shell -F -t "$TMUX_PANE" \
        "#{||:#{!=:#{@pane_state} #{@pane_status},$event $shown},#{?#{m:$event *,#{@pane_seen}},0,#{!=:#{@pane_seen},}}}" \
        "set-option -wu -t $TMUX_PANE @pane_seen ; set-option -w -t $TMUX_PANE @pane_state $event ; set-option -w -t $TMUX_PANE @pane_status $shown ; set-option -wF -t $TMUX_PANE @pane_since '#{T:@pane_clock}' ; display-message -p yes" \; \
        set-option -wF -t "$TMUX_PANE" @pane_told '#{T:@pane_clock}' \; \
        set-option -w -t "$TMUX_PANE" @pane_why "$why"
    )
    [ -n "$changed" ] && [ -n "$PANE_WAKE" ] && echo >"$PANE_WAKE" # the watcher looks
  fi
  [ -t 0 ] || cat # the rest of the event: whoever writes it would get a signal
} >/dev/null 2>&1
exit 0
