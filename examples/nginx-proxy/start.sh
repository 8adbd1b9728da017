# Runs nginx with app.conf or recipe.conf on PORT of 127.0.0.1, before what serves on
# UPSTREAM.
sed "s/PORT/$PORT/; s/UPSTREAM/$UPSTREAM/" "$1.conf" >"running-$1.conf"
exec nginx -p "$PWD" -c "$PWD/running-$1.conf" -e stderr \
	-g "daemon off; pid $PWD/nginx-$1.pid; user $(id -un) $(id -gn);"
