#!/bin/sh
# Starts services as children of its own, like docker compose up, and needs its time to take them down.
# Arguments: the program of the service and what it is given; the file that says how it ended.
told=$1
shift
down() {
	kill -TERM "$service"
	wait "$service"
	sleep 0.3
	echo 'taken down' > "$told"
	exit 0
}
trap down TERM INT
"$@" &
service=$!
wait "$service"
