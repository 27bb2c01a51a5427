"""For the tests: fast, quiet, and with the rules of production."""

import atexit
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "for-the-tests-only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
POST_OFFICE = {"BACKENDS": {"default": EMAIL_BACKEND}}
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False
STAFF_SECOND_FACTOR = True
# A browser on a loaded machine may send a code after its half minute. In production a code that has run out is
# refused: the record of used codes lasts no longer than that half minute.
MFA_TOTP_TOLERANCE = 1
CHECK_SOURCES = False
LOGGING["root"]["level"] = "ERROR"  # type: ignore[index]  # noqa: F405

SCRATCH = Path(tempfile.mkdtemp(prefix="strong-cities-tests-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
MEDIA_ROOT = SCRATCH / "media"
PRIVATE_ROOT = SCRATCH / "private"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # In a file, not in memory: the browser tests' server reads it on connections of its own, as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "database.sqlite3")}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"  # noqa: F405

INSTALLED_APPS += ["django_linear_migrations"]  # noqa: F405
