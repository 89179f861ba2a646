"""The entry point that a WSGI server loads."""

import os

from django.core.wsgi import get_wsgi_application

from gongkai.config import startup
from gongkai.privacy import memory

memory.keep_in()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
_django = get_wsgi_application()

from gongkai.portal.caching.front import KeptFirst  # noqa: E402 - what it imports needs Django to be there

application = KeptFirst(_django)
startup.settle()
