# Runs Caddy with app.Caddyfile or recipe.Caddyfile on PORT of 127.0.0.1, before what
# serves on UPSTREAM; its own files are kept here, and nothing administers it.
{
	printf '{\n\tadmin off\n\tdefault_bind 127.0.0.1\n\tpersist_config off\n}\n'
	sed "s/PORT/$PORT/; s/UPSTREAM/$UPSTREAM/" "$1.Caddyfile"
} >"running-$1.Caddyfile"
XDG_DATA_HOME=$PWD XDG_CONFIG_HOME=$PWD exec venv/bin/caddy run --config "running-$1.Caddyfile" --adapter caddyfile
