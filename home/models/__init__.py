from .base import BasePage, BodyPage
from .files import SiteDocument, SiteImage, SiteRendition
from .navigation import NavigationItem, SiteNavigation
from .outbox import OutgoingAttachment, OutgoingEmail
from .pages import ContactPage, HomePage, SectionPage, StandardPage
from .site_identity import SiteIdentity
from .users import User

__all__ = [
    "BasePage",
    "BodyPage",
    "ContactPage",
    "HomePage",
    "NavigationItem",
    "OutgoingAttachment",
    "OutgoingEmail",
    "SectionPage",
    "SiteDocument",
    "SiteIdentity",
    "SiteImage",
    "SiteNavigation",
    "SiteRendition",
    "StandardPage",
    "User",
]
