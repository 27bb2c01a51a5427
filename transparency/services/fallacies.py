"""The errors that misleading claims make, each explained in a sentence: a reader who knows one, knows the next.

After the FLICC taxonomy (fake experts, logical fallacies, impossible expectations, cherry picking, conspiracy
theories) in The Debunking Handbook 2020, in the house's words.
"""

from django.utils.translation import gettext_lazy as _

EXPLANATIONS = {
    "oversimplification": _("It makes something simple of what is not, and leaves out what does not fit."),
    "misattribution": _("It puts words or aims down to somebody who does not hold them."),
    "false_generalisation": _("It takes what may be true of one case to be true of all."),
    "omission": _("It leaves out what would lead to another conclusion."),
    "guilt_by_association": _("It judges somebody by those with whom they deal, not by what they do."),
    "straw_man": _("It answers something that was never said, because that is easier to answer."),
    "cherry_picking": _("It picks the few facts that suit it out of many that do not."),
    "false_dilemma": _("It leaves a choice between two things where there are more."),
    "no_evidence": _("It gives nothing by which it could be checked."),
    "out_of_date": _("It was true once and is told as if it still were."),
    "conspiracy": _("It alleges a hidden intention, and takes the lack of proof for proof."),
}


def explanation(fallacy: str) -> str:
    """Return what the error is, in a sentence in the active language; nothing for an error that is not listed."""
    return str(EXPLANATIONS.get(fallacy, ""))
