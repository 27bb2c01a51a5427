from .applications import (
    Application,
    ApplicationContact,
    ApplicationDraft,
    ApplicationNote,
    AuthorityKind,
    ContactKind,
)
from .cities import Acceptance, ActivityInterest, City, CityContact, Invitation, Visibility
from .gated import (
    ActivityPage,
    MembersHomePage,
    MembersPage,
    ResearchPage,
    ResourceDocument,
    ResourcePage,
    ResourceTopic,
)
from .letters import EmailText
from .log import LogEntry, LogReason, Reading
from .public import ApplyPage, JoiningStep, MembershipPage, Principle, PrinciplesPage, TermsOfReferencePage
from .settings import CalendarException, MembershipSettings
from .texts import TextVersion, TextWording

__all__ = [
    "Acceptance",
    "ActivityInterest",
    "ActivityPage",
    "Application",
    "ApplicationContact",
    "ApplicationDraft",
    "ApplicationNote",
    "ApplyPage",
    "AuthorityKind",
    "CalendarException",
    "City",
    "CityContact",
    "ContactKind",
    "EmailText",
    "Invitation",
    "JoiningStep",
    "LogEntry",
    "LogReason",
    "MembersHomePage",
    "MembersPage",
    "MembershipPage",
    "MembershipSettings",
    "Principle",
    "PrinciplesPage",
    "Reading",
    "ResearchPage",
    "ResourceDocument",
    "ResourcePage",
    "ResourceTopic",
    "TermsOfReferencePage",
    "TextVersion",
    "TextWording",
    "Visibility",
]
