# Runs the application on UPSTREAM and nginx before it on PORT, both of 127.0.0.1.
sed "s/PORT/$PORT/; s/UPSTREAM/$UPSTREAM/" "$1.conf" >"running-$1.conf"
PORT=$UPSTREAM ./server app &
exec nginx -p "$PWD" -c "$PWD/running-$1.conf" -e stderr \
	-g "daemon off; pid $PWD/nginx-$1.pid; user $(id -un) $(id -gn);"
