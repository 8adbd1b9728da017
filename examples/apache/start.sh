# Runs Debian's httpd in this folder with app.conf or recipe.conf, on PORT of
# 127.0.0.1. It does not serve as root: whoever is root has www-data serve.
sed "s|PORT|$PORT|; s|MODULES|/usr/lib/apache2/modules|" "$1.conf" >"running-$1.conf"
[ "$(id -u)" -ne 0 ] || set -- "$1" -C 'User www-data' -C 'Group www-data'
part=$1
shift
exec apache2 -d "$PWD" -f "running-$part.conf" -C "PidFile apache-$part.pid" -C 'ErrorLog /dev/stderr' "$@" -D FOREGROUND
