"""The small bookshop with the recipe: the line that a project has in its settings."""

import app
from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.MIDDLEWARE.insert(0, "recipe.problems")
application = get_wsgi_application()
