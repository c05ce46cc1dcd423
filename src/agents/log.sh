# Keeps what a task's window prints: tmux runs it for the window's first pane, with that on standard input, in
# the directory where the log is to lie. Read by a shell that is already there (`. ./log.sh`); ends with the pane.
#   log      what was printed last, byte for byte
#   log.1    what was printed before that: a log that has grown large takes its place
# It never stops reading before the end, whatever becomes of the log: tmux would keep in memory what nobody reads.
umask 077
PATH=${PATH:+$PATH:}/usr/bin:/bin
LC_ALL=C
export PATH LC_ALL

if [ -s log ]; then # of a window before this one
  printf '\033[0m\r\n--- opened again %s ---\r\n' "$(date '+%Y-%m-%d %H:%M:%S %z')" >>log
fi

while :; do
  # dd writes each piece as it comes, and stops after so many: then it is time to look at the size. What can't be
  # written (the disk is full, the directory gone) is lost, and what comes later is tried again.
  told=$(dd bs=4096 count=256 2>&1 >>log) || told=$(dd bs=4096 count=64 2>&1 >/dev/null)
  case $told in
    '0+0 records in'* | *'
0+0 records in'*) exit ;;
    *' records in'*) ;;
    *) exit ;; # there is no dd
  esac
  size=$(wc -c <log) && [ "$size" -gt 8388608 ] && mv -f log log.1
done
