"""Serves the small bookshop: as it is, or with the argument "recipe" as recipe.py mends it."""

import os
import sys

from app import app
from recipe import mend

if sys.argv[1:] == ["recipe"]:
    mend(app)
app.run(host="127.0.0.1", port=int(os.environ["PORT"]))
