from .ledger import Funder, FundingPage, SupportRecord
from .rebuttals import RebuttalCorrection, RebuttalIndexPage, RebuttalPage

__all__ = [
    "Funder",
    "FundingPage",
    "RebuttalCorrection",
    "RebuttalIndexPage",
    "RebuttalPage",
    "SupportRecord",
]
