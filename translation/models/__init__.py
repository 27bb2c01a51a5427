from .desk import DeskEntry, DeskPreference, Status
from .glossary import GlossaryPage, Rendering, Term
from .review import Submission, SubmissionStatus, TranslationReviewTask
from .versions import SegmentChange, SourceVersion
from .words import Finding, SegmentComment, SegmentEvent, Unconfirmed

__all__ = [
    "DeskEntry",
    "DeskPreference",
    "Finding",
    "GlossaryPage",
    "Rendering",
    "SegmentChange",
    "SegmentComment",
    "SegmentEvent",
    "SourceVersion",
    "Status",
    "Submission",
    "SubmissionStatus",
    "Term",
    "TranslationReviewTask",
    "Unconfirmed",
]
