"""What every deployment shares. Whatever differs between two machines comes from the environment."""

from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from config.languages import names_of

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = BASE_DIR / "var"

SITE_URL: str = env("SITE_URL", default="http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "home",
    "faq",
    "membership",
    "transparency",
    "translation",
    "demo",
    "wagtail_localize",
    # Not wagtail-localize's own: it offers to fill a language with aliases, which show readers the source's words.
    "wagtail.locales",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.contrib.routable_page",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_countries",
    "phonenumber_field",
    "post_office",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "home.middleware.PolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "home.middleware.CmsDoorMiddleware",
    "home.publication.PublicationRefusedMiddleware",
    "translation.middleware.LanguageOfSnippetMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["home.templatetags.site_tags"],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
# Whatever sends an e-mail puts it into the outbox; its worker, send_outbox, hands it to the server of EMAIL_URL.
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
globals().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = "home.mail.OutboxBackend"
POST_OFFICE = {"BACKENDS": {"default": EMAIL_CONFIG["EMAIL_BACKEND"]}}
# A page on which every e-mail of the demo can be read: for a demonstration only.
DEMO_MAILBOX = False
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="no-reply@example.org")

# Languages: the first is the source, the others its translations.
LANGUAGE_CODES: list[str] = env.list("LANGUAGES", default=["en", "ar", "fr"])
LANGUAGE_CODE = LANGUAGE_CODES[0]
LANGUAGES = names_of(LANGUAGE_CODES)
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# Letters that strangers send. Never below MEDIA_ROOT, which a proxy may serve.
PRIVATE_ROOT = Path(env("PRIVATE_ROOT", default=str(VAR_DIR / "private")))
if PRIVATE_ROOT.resolve().is_relative_to(MEDIA_ROOT.resolve()):
    raise ImproperlyConfigured("PRIVATE_ROOT lies in MEDIA_ROOT: name a folder outside of it.")
# In bytes: the files of one request together, but for the CMS's, which has Wagtail's own limits.
LARGEST_PRIVATE_UPLOAD = 10 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "home.upload_handlers.CappedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "home.upload_handlers.SpoolingUploadHandler",
]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "home.storage.OneStyleSheetStorage"},
}
if MEDIA_BUCKET := env("MEDIA_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": MEDIA_BUCKET, "default_acl": "private", "file_overwrite": False},
    }

# Accounts: one way to sign in, for staff and members alike.
AUTH_USER_MODEL = "home.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("after_sign_in")
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
ACCOUNT_ADAPTER = "home.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {"signup": "home.forms.InvitedSignupForm"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# How often a stranger may, by network address (ip) or by what is asked for (key). One wall of a town hall may stand
# between the network and a whole region's requests; a browser that has worked for it may send more.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "application_begin": "60/h/ip",
    "application_send": "10/h/ip",
    "application_send_worked": "60/h/ip",
    "application_address": "5/d/key",
    "application_link": "20/h/ip,6/h/key",
    "application_letter": "30/h/key",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "home.accounts.SecondFactorAdapter"
MFA_FORMS = {"add_webauthn": "home.forms.AddKeyForm", "edit_webauthn": "home.forms.RenameKeyForm"}
MFA_TOTP_ISSUER = "Strong Cities Network"
USERSESSIONS_TRACK_ACTIVITY = False
# Where this is off, members of staff may work without a second factor: for a demonstration only.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=True)

# Wagtail
WAGTAIL_SITE_NAME = "Strong Cities Network"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "home.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "home.SiteDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_CONTENT_TYPES = {"pdf": "application/pdf", "txt": "text/plain; charset=utf-8"}
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "key", "odt", "ods", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Some systems list names that are no time zone of any place, and that browsers refuse.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"Factory", "localtime"})
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAIL_AUTO_UPDATE_PREVIEW_INTERVAL = 500
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# wagtail-localize publishes and deletes behind the reviewers' backs unless these say no.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# Of a translation, exactly what was approved goes live.
WAGTAIL_FINISH_WORKFLOW_ACTION = "translation.finish.finish"
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True
# A machine that translators may ask, as wagtail-localize names it: {"CLASS": …, "OPTIONS": {…}}. None unless named:
# what it is asked leaves the site.
WAGTAILLOCALIZE_MACHINE_TRANSLATOR: dict[str, Any] | None = env.json("MACHINE_TRANSLATOR", default=None)

# Whether an address that is given as a source is asked, once, when it is published (home/services/reachability.py).
CHECK_SOURCES = env.bool("CHECK_SOURCES", default=True)

# Headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # Wagtail's own scripts read it.
CSRF_FAILURE_VIEW = "home.errors.csrf_failure"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi",
        "payment", "usb",
    )
}  # fmt: skip
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
        "img-src": ["'self'"],
        "manifest-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
    }
}
# The CMS writes styles and scripts into its pages; nothing from another host is ever allowed there either.
CMS_CONTENT_SECURITY_POLICY: dict[str, list[str]] = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "frame-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "worker-src": ["'self'"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {"()": "config.discretion.DiscreetFormatter"},
        "server": {
            "()": "config.discretion.DiscreetServerFormatter",
            "format": "[{server_time}] {message}",
            "style": "{",
        },
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "discreet"},
        "server": {"class": "logging.StreamHandler", "formatter": "server"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    # Each saved page, or document, is a dozen of these lines.
    # Without a handler of its own post_office would set up logging anew, over this.
    "loggers": {
        **{
            name: {"level": "WARNING"}
            for name in ("django_tasks", "wagtail", "wagtail_localize", "weasyprint", "fontTools")
        },
        "post_office": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Without handlers of its own, Django sends no failure by e-mail, with all that somebody typed.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": ["server"], "level": "INFO", "propagate": False},
    },
}

ORGANISATION_NAME = _("Strong Cities Network")
