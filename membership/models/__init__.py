from .gated import ActivityPage, MembersHomePage, MembersPage, ResearchPage, ResourceDocument, ResourcePage
from .public import ApplyPage, JoiningStep, MembershipPage, Principle, PrinciplesPage, TermsOfReferencePage

__all__ = [
    "ActivityPage",
    "ApplyPage",
    "JoiningStep",
    "MembersHomePage",
    "MembersPage",
    "MembershipPage",
    "Principle",
    "PrinciplesPage",
    "ResearchPage",
    "ResourceDocument",
    "ResourcePage",
    "TermsOfReferencePage",
]
