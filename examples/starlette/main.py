"""Serves the small bookshop: as it is, or with the argument "recipe" as recipe.py mends it."""

import os
import sys

import uvicorn

from app import app
from recipe import mend

if sys.argv[1:] == ["recipe"]:
    mend(app)
uvicorn.run(app, port=int(os.environ["PORT"]))
