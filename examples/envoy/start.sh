# Runs Envoy with app.yaml or recipe.yaml on PORT of 127.0.0.1, before what serves on
# UPSTREAM.
sed "s/PORT/$PORT/; s/UPSTREAM/$UPSTREAM/" "$1.yaml" >"running-$1.yaml"
exec venv/bin/envoy -c "running-$1.yaml" --disable-hot-restart --concurrency 1 --log-level error
