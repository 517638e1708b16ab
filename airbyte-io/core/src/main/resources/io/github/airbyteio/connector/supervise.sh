# Runs a connector so that it never outlives the process that asked for it.
#   sh supervise.sh COMMAND [ARGUMENT...]
# Standard input is the lifeline, a pipe held by the parent: the line TERM or KILL sends that signal to
# the connector's whole process group; the pipe's end (the parent is gone) sends TERM and, 5 s later, KILL,
# and removes the folder of this script, which holds the connector's config.
# The line in a file after.sh beside this script is run when the connector has ended, however: a container
# outlives the client that runs it. A file named ended, written before, tells the parent that what still runs
# here is to be left alone.
# Exits with the connector's code, 128+n for signal n.
after=
if [ -f "${0%/*}/after.sh" ]; then
  # By the shell itself: a process of its own could be killed before it has read the file.
  IFS= read -r after <"${0%/*}/after.sh"
fi
exec 3<&0 </dev/null
if command -v setsid >/dev/null 2>&1; then
  setsid "$@" </dev/null 3<&- &
else
  set -m 2>/dev/null
  "$@" </dev/null 3<&- &
fi
connector=$!
# From here on the pipes to the parent belong to the connector alone: their end is its end.
exec >/dev/null 2>&1

signal() {
  # The group is missing for a moment, until setsid has run.
  kill -s "$1" -- "-$connector" || kill -s "$1" "$connector"
}

(
  trap '' TERM HUP INT
  while read -r word <&3; do
    case $word in
      TERM | KILL) signal "$word" ;;
    esac
  done
  signal TERM
  rm -rf -- "${0%/*}"
  sleep 5
  signal KILL
) &
watcher=$!
exec 3<&-
trap 'signal TERM' TERM HUP INT

# A trapped signal ends wait early, hence the loop.
wait "$connector"
code=$?
while kill -s 0 "$connector"; do
  wait "$connector"
  code=$?
done

# What the connector leaves behind in its group may finish its output for 2 s. It cannot be much longer:
# orphans that ended still count where process 1 does not reap them, as in many containers.
ticks=0
while kill -s 0 -- "-$connector" && [ "$ticks" -lt 20 ]; do
  sleep 0.1
  ticks=$((ticks + 1))
done
kill -s KILL -- "-$connector"
kill -s KILL "$watcher"
if [ -n "$after" ]; then
  : >"${0%/*}/ended"
  sh -c "$after" </dev/null
fi
exit "$code"
