# Runs nginx in this folder with app.conf or recipe.conf, on PORT of 127.0.0.1.
sed "s/PORT/$PORT/" "$1.conf" >"running-$1.conf"
exec nginx -p "$PWD" -c "$PWD/running-$1.conf" -e stderr \
	-g "daemon off; pid $PWD/nginx-$1.pid; user $(id -un) $(id -gn);"
