# Runs HAProxy with app.cfg or recipe.cfg on PORT of 127.0.0.1, before what serves on
# UPSTREAM.
sed "s/PORT/$PORT/; s/UPSTREAM/$UPSTREAM/" "$1.cfg" >"running-$1.cfg"
exec haproxy -db -f "running-$1.cfg"
