#!/bin/sh
# An agent that leaves work behind and writes down each of its launches in ~/launches/N, and there what it reads.
# `double`: another one was at work in the same worktree.
folder=/home/me/launches
mkdir -p "$folder"
n=1
until mkdir "$folder/$n" 2>/dev/null; do n=$((n + 1)); done
launch=$folder/$n
here=$(pwd -P)
for other in "$folder"/*/; do
  [ "$other" != "$launch/" ] && [ "$(cat "$other/cwd" 2>/dev/null)" = "$here" ] &&
    kill -0 "$(cat "$other/pid")" 2>/dev/null && echo "$other" >>"$launch/double"
done
printf '%s' $$ >"$launch/pid"
for argument; do printf '%s\0' "$argument"; done >"$launch/argv"
printf '%s' "$here" >"$launch/cwd"
if [ -n "${1-}" ] && [ "$1" != --again ]; then
  printf '%s\n' "$1" >>work.txt
  git add work.txt && git commit -qm "Work of $(basename "$here")"
  echo kept >notes.txt
fi
: >"$launch/complete"
echo "agent of $(basename "$here") has started"
exec cat >"$launch/input"
