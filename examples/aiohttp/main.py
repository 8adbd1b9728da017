"""Serves the small bookshop: as it is, or with the argument "recipe" as recipe.py mends it."""

import os
import sys

from aiohttp import web

from app import app
from recipe import problems

if sys.argv[1:] == ["recipe"]:
    app.middlewares.append(problems)
web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]))
