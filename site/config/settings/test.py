"""For the tests: fast, quiet, and with the rules of production."""

import tempfile

from .base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "for-the-tests-only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MEDIA_ROOT = tempfile.mkdtemp(prefix="scn-media-")
ACCOUNT_RATE_LIMITS = False
STAFF_SECOND_FACTOR = True
LOGGING["root"]["level"] = "ERROR"  # type: ignore[index]  # noqa: F405
