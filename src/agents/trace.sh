# Tells what is in a worktree, in one line: its commit, a hash of its files, of tracked ones and of others that git does
# not ignore, by name, mode and content, whether or not they are added to the index, and `clean` where they are the
# commit's. Two equal lines: nothing was changed between. It works on a copy of the index, and writes nothing into the
# repository. The launcher runs it before the first agent starts, `pane` with a check, in the worktree.
# sh trace.sh DIR [OPTION OF GIT…]    DIR: the directory `pane` of the worktree's admin directory
pane_dir=$1
shift
unset GIT_DIR GIT_WORK_TREE GIT_COMMON_DIR GIT_NAMESPACE GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
unset GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS
GIT_INDEX_FILE=$pane_dir/index.$$
LC_ALL=C
export GIT_INDEX_FILE LC_ALL
umask 077
trap 'rm -f -- "$GIT_INDEX_FILE" "$GIT_INDEX_FILE.lock" "$GIT_INDEX_FILE.paths"' EXIT
trap 'exit 1' HUP INT TERM

# With its time, by which git knows the files that may have changed in the very moment of its writing.
[ ! -e "${pane_dir%/*}/index" ] || cp -p -- "${pane_dir%/*}/index" "$GIT_INDEX_FILE" || exit 1
head=$(git "$@" rev-parse --verify --quiet HEAD) || head=none
content=
git "$@" diff-files -z --name-only >"$GIT_INDEX_FILE.paths" &&
  git "$@" ls-files -z --others --exclude-standard >>"$GIT_INDEX_FILE.paths" &&
  git "$@" update-index --info-only --add --remove --replace -z --stdin <"$GIT_INDEX_FILE.paths" &&
  git "$@" ls-files -z --stage >"$GIT_INDEX_FILE.paths" &&
  content=$(git "$@" hash-object --stdin <"$GIT_INDEX_FILE.paths")
[ -n "$content" ] || exit 1
git "$@" diff-index --cached --quiet HEAD -- 2>/dev/null && state=clean || state=changed
printf '%s %s %s\n' "$head" "$content" "$state"
