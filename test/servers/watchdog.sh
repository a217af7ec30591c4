#!/bin/sh
# Runs a server no longer than the process that asked for it: usage watchdog.sh FOLDER PROGRAM ARGUMENT…
# It reads standard input, a pipe that nobody writes to, and ends the server when the pipe closes, be it by stop() or
# because the other process has died in whatever way. At the end it removes FOLDER. The server dies with this script
# even where that is killed hard.
folder=$1
shift
echo $$ >"$folder/watchdog.pid"
exec 3<&0 </dev/null
trap '' INT HUP

leash=''
setpriv --pdeathsig KILL true 2>/dev/null && leash='setpriv --pdeathsig KILL'
$leash "$@" 3<&- &
server=$!
trap 'kill -TERM $server' TERM

(
  while read -r _ <&3; do :; done
  kill -TERM $server
  # what it has not written by now nobody will read
  tries=0
  while [ $tries -lt 30 ] && kill -0 $server 2>/dev/null; do
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -KILL $server
) 2>/dev/null &
watcher=$!

while kill -0 $server 2>/dev/null; do
  wait $server
  status=$?
done
kill -KILL $watcher 2>/dev/null
rm -rf "$folder"
exit $status
