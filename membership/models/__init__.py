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
from .meetings import Meeting, MeetingName, TextReview
from .public import ApplyPage, JoiningStep, MembershipPage
from .settings import CalendarException, MembershipSettings
from .text_pages import PrinciplesPage, TermsOfReferencePage
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
    "Meeting",
    "MeetingName",
    "MembersHomePage",
    "MembersPage",
    "MembershipPage",
    "MembershipSettings",
    "PrinciplesPage",
    "Reading",
    "ResearchPage",
    "ResourceDocument",
    "ResourcePage",
    "ResourceTopic",
    "TermsOfReferencePage",
    "TextReview",
    "TextVersion",
    "TextWording",
    "Visibility",
]
