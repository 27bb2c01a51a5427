from .citations import Citation, CitationReview
from .corrections import Correction
from .funding import FundingPage, RefusalCount
from .ledger import Funder, SupportRecord
from .rebuttals import RebuttalIndexPage, RebuttalPage
from .settings import TransparencySettings

__all__ = [
    "Citation",
    "CitationReview",
    "Correction",
    "Funder",
    "FundingPage",
    "RebuttalIndexPage",
    "RebuttalPage",
    "RefusalCount",
    "SupportRecord",
    "TransparencySettings",
]
