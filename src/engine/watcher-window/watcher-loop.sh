# What the watcher's window runs: the watcher ("$@"), and the watcher again where it fell, at most five times in ten minutes.
# In $fallen it is told that this shell starts it `again`, which the watcher reads, or that it has `ended` or `failed`, which
# `pane status` tells.

# Ctrl-C reaches the watcher too, which ends after its step. No trap for HUP: when the terminal goes, the kernel tells only
# this shell, and the watcher only once this shell has ended.
trap 'exit 0' INT TERM

starts=
while :; do
  "$@"
  code=$?
  case $code in
    0 | 129 | 130 | 143) exit 0 ;; # it was told to end
    70) ;;                         # a bug
    *)
      if [ "$code" -le 128 ]; then
        [ -z "$starts" ] || echo failed >"$fallen" # `up` tells of the first start itself
        exit "$code"
      fi
      ;;
  esac
  now=$(date +%s)
  recent=
  count=0
  for start in $starts; do
    [ $((now - start)) -lt 600 ] || continue
    recent="$recent $start"
    count=$((count + 1))
  done
  [ "$count" -lt 5 ] || break
  starts="$recent $now"
  echo "The watcher ended with $code; it is started again."
  echo "again $$" >"$fallen"
  sleep 1
done
echo "The watcher ended with $code, and five times before within ten minutes: it stays ended. \`pane up\` starts it again."
echo ended >"$fallen"
exit 70
