"""The signed links that applicants and contacts get by e-mail.

A link carries a random key and a signature, nothing of the person. It expires, and it dies with the key.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse
from django.utils.translation import override

#: What a link is for: one purpose's link opens nothing else.
ADDRESS = "address"
APPLICATION = "application"
INVITATION = "invitation"


class LinkError(Exception):
    """A link cannot be used. The subclasses say why."""


class LinkExpired(LinkError):
    """It was right, and is too old."""


class LinkForged(LinkError):
    """It was never made here, or was changed."""


def token(purpose: str, key: UUID) -> str:
    """Return what stands in the link: the key, when it was signed, and the signature."""
    return _signer(purpose).sign(key.hex)


def key_of(purpose: str, signed: str, valid_for: timedelta) -> UUID:
    """Return the key in a link; raise LinkExpired or LinkForged."""
    try:
        return UUID(hex=_signer(purpose).unsign(signed, max_age=valid_for))
    except SignatureExpired as expired:
        raise LinkExpired from expired
    except (BadSignature, ValueError) as forged:
        raise LinkForged from forged


def address_of(name: str, language: str, *args: object) -> str:
    """Return the whole address of one of the site's own views, in `language`, for an e-mail."""
    with override(language):
        return settings.SITE_URL + reverse(name, args=args)


def _signer(purpose: str) -> TimestampSigner:
    return TimestampSigner(salt=f"membership.{purpose}", sep="~")
