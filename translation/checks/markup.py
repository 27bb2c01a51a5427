"""Mark-up: every link is kept, no tag is broken, what was stressed stays so."""

from collections import Counter
from collections.abc import Iterator

from translation.checks.found import Found, whole
from translation.checks.reading import Reading


def broken(_source: Reading, target: Reading, _language: str) -> Iterator[Found]:
    """Find tags that are not closed, cross one another or may not stand in a segment."""
    for kind, tag in dict.fromkeys(target.faults):
        yield Found("markup_broken", whole(target.text), {"kind": kind, "tag": f"<{tag}>"}, holds=True)


def links(source: Reading, target: Reading, _language: str) -> Iterator[Found]:
    """Find links of the source that the translation lacks, doubles, or has not from there."""
    wanted, there = Counter(source.links), Counter(target.links)
    for link in wanted - there:
        words = source.linked.get(link, "")
        yield Found("link_lost", whole(words) or link, {"link": link, "words": words[:100]}, holds=True)
    for link in there - wanted:
        check = "link_doubled" if link in wanted else "link_foreign"
        words = target.linked.get(link, "")
        yield Found(check, whole(words) or link, {"link": link, "words": words[:100]}, holds=check == "link_foreign")
    for link in wanted & there:
        if source.linked.get(link, "").strip() and not target.linked.get(link, "").strip():
            yield Found("link_empty", whole(source.linked[link]), {"link": link}, holds=True)


def emphasis(source: Reading, target: Reading, _language: str) -> Iterator[Found]:
    """Find bold, italics and the like that the translation has less or more often than the source."""
    for tag, count in (source.tags - target.tags).items():
        yield Found("emphasis_lost", whole(source.text), {"tag": f"<{tag}>", "count": count})
    for tag, count in (target.tags - source.tags).items():
        yield Found("emphasis_added", whole(target.text), {"tag": f"<{tag}>", "count": count})
