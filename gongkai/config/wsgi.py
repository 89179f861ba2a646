"""The entry point that a WSGI server loads."""

import os

from django.core.wsgi import get_wsgi_application

from gongkai.config import startup
from gongkai.privacy import memory

memory.keep_in()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
application = get_wsgi_application()
startup.settle()
