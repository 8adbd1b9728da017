"""Serves the small bookshop: as it is, or with the argument "recipe" as recipe.py mends it."""

import os
import sys
from http.server import ThreadingHTTPServer

from app import App
from recipe import Recipe


class Mended(Recipe, App):
    pass


handler = Mended if sys.argv[1:] == ["recipe"] else App
ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), handler).serve_forever()
