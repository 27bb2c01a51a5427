from .append_only import AppendOnly, AppendOnlyError, AppendOnlyQuerySet
from .base import BasePage, BodyPage
from .files import SiteDocument, SiteImage, SiteRendition
from .navigation import NavigationItem, SiteNavigation
from .outbox import OutgoingAttachment, OutgoingEmail
from .pages import ContactPage, HomePage, SectionPage, StandardPage
from .printable import PrintablePage
from .site_identity import SiteIdentity
from .users import User

__all__ = [
    "AppendOnly",
    "AppendOnlyError",
    "AppendOnlyQuerySet",
    "BasePage",
    "BodyPage",
    "ContactPage",
    "HomePage",
    "NavigationItem",
    "OutgoingAttachment",
    "OutgoingEmail",
    "PrintablePage",
    "SectionPage",
    "SiteDocument",
    "SiteIdentity",
    "SiteImage",
    "SiteNavigation",
    "SiteRendition",
    "StandardPage",
    "User",
]
