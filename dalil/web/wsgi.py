"""Where a web server takes hold of the platform: `gunicorn dalil.web.wsgi`.

The glossaries are read meanwhile, so that the first search of a worker need not wait for them.
"""

import os
import threading

from django.core.wsgi import get_wsgi_application

from dalil.names import glossary

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dalil.web.settings")

application = get_wsgi_application()
threading.Thread(target=glossary.load, daemon=True).start()
