"""In production: every setting that must not be guessed is asked for, and a weak one is refused."""

from django.core.exceptions import ImproperlyConfigured

from config.discretion import masked_event

from .base import *  # noqa: F403
from .base import CACHES, EMAIL_CONFIG, SITE_URL, env

DEBUG = False


def required(name: str, why: str) -> str:
    """Return the environment's `name`; raise ImproperlyConfigured, saying why it is needed, where it is missing."""
    value: str = env(name, default="")
    if not value.strip():
        raise ImproperlyConfigured(f"{name} is not set: {why}")
    return value


SECRET_KEY = required("SECRET_KEY", "it signs sessions and links; make one with `openssl rand -base64 48`.")
if len(SECRET_KEY) < 40 or len(set(SECRET_KEY)) < 10 or "development" in SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is weak: use at least 40 random characters.")
ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS", "the host names served.").split(",")]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS may not be *: name the hosts that this site answers for.")
required("SITE_URL", "e-mails and feeds carry it.")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https://.")
required("DATABASE_URL", "the site keeps everything there.")
required("EMAIL_URL", "people sign in and are answered by e-mail.")
if "console" in EMAIL_CONFIG["EMAIL_BACKEND"] or "dummy" in EMAIL_CONFIG["EMAIL_BACKEND"]:
    raise ImproperlyConfigured("EMAIL_URL leads to the console: name a mail server, as in smtp+tls://….")
required("DEFAULT_FROM_EMAIL", "e-mails are sent from it.")
required("CACHE_URL", "sign-in attempts are counted there, for all processes; use Redis.")
if "locmem" in CACHES["default"]["BACKEND"] or "dummy" in CACHES["default"]["BACKEND"]:
    raise ImproperlyConfigured("CACHE_URL is not shared between processes: use Redis, as in redis://….")
if not env.bool("STAFF_SECOND_FACTOR", default=True):
    raise ImproperlyConfigured("STAFF_SECOND_FACTOR cannot be turned off in production.")
if env.bool("DEMO_MAILBOX", default=False):
    raise ImproperlyConfigured("DEMO_MAILBOX cannot be turned on in production: everybody could read every e-mail.")

CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# What strangers may send is counted by their address. Behind proxies it stands in X-Forwarded-For, as many places from
# its end as there are proxies; whoever asks may have written the rest. 0: no proxy, or one that sets none.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True

if dsn := env("SENTRY_DSN", default=""):
    import sentry_sdk

    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=masked_event,
        before_send_transaction=masked_event,
    )
