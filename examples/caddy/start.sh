# Runs Caddy with app.Caddyfile or recipe.Caddyfile on PORT of 127.0.0.1, with files of
# its own nowhere but here and no address for administration.
{
	printf '{\n\tadmin off\n\tdefault_bind 127.0.0.1\n\tpersist_config off\n}\n'
	sed "s/PORT/$PORT/" "$1.Caddyfile"
} >"running-$1.Caddyfile"
XDG_DATA_HOME=$PWD XDG_CONFIG_HOME=$PWD exec venv/bin/caddy run --config "running-$1.Caddyfile" --adapter caddyfile
