"""Where does the web server enter?"""

import os
import sys

from django.core.wsgi import get_wsgi_application

from childplan.environment import RefusedEnvironment

# gunicorn stops altogether at this exit code; at any other it would start the worker again and again.
GUNICORN_CANNOT_BOOT = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "childplan.settings")

try:
    application = get_wsgi_application()
except RefusedEnvironment as refusal:
    print(refusal, file=sys.stderr)
    sys.exit(GUNICORN_CANNOT_BOOT)
