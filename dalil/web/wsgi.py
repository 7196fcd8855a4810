"""Where a web server takes hold of the platform: `gunicorn dalil.web.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dalil.web.settings")

application = get_wsgi_application()
