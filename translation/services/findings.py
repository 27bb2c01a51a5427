"""What the checks find in the words, kept until it is mended or dismissed."""

from collections.abc import Mapping, Sequence

from wagtail_localize.models import StringTranslation


def check_words(
    words: Sequence[StringTranslation],
    *,
    others: Mapping[int, list[str]] | None = None,
    known: Mapping[int, int] | None = None,
) -> None:
    """Check these words anew and keep what is found, in a constant number of queries.

    By the words' ids: `others` is how else their source is rendered in this language, `known` how many findings they
    have already; both are asked for where they are not given. Where nothing is known and nothing found, there is no
    query.
    """
