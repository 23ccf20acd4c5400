"""What is different in tests? Only what costs time or needs a build; everything else is the real thing."""

from childplan.settings import *  # noqa: F403
from childplan.settings import CACHES, STORAGES

# The slow hash is the point in production and a waste a thousand times over in tests.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# No build step before a test: static files are found where they are written.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# Nothing of a test stays on the disk.
CACHES = CACHES | {"pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}}
