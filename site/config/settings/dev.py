"""On one's own machine: e-mails in the demo's mailbox, the demo's accounts; with DEBUG=1, debug pages."""

from importlib.util import find_spec

from .base import *  # noqa: F403
from .base import env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="for-development-only-and-refused-in-production")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# `make run PORT=8001` serves there, and e-mails lead there.
SITE_URL = env("SITE_URL", default=f"http://localhost:{env('PORT', default='8000')}").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_URL
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=False)
CHECK_SOURCES = env.bool("CHECK_SOURCES", default=False)
# Whoever names a mail server wants the e-mails to go there.
DEMO_MAILBOX = "EMAIL_URL" not in env
if DEMO_MAILBOX:
    POST_OFFICE = {"BACKENDS": {"default": "demo.mailbox.MailboxBackend"}}

# Where the tests' requirements are installed, `makemigrations` notes each app's newest migration in
# max_migration.txt, so that two branches' migrations collide when they are merged, not when they are run.
if find_spec("django_linear_migrations"):
    INSTALLED_APPS += ["django_linear_migrations"]  # noqa: F405
