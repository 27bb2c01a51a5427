"""`make bench`: suggestions from a memory of 10,000 texts take three queries and less than 300 ms a segment."""

import random
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail_localize.models import String, StringTranslation, Translation, TranslationContext

from tests.factories import language
from tests.translation.desk import desk_of, page_of, segment_of
from translation.services import memory

TEXTS = 10_000
MOST_QUERIES = 3
MOST_MILLISECONDS = 300
REPEATS = 7
#: The first words of a page's vocabulary are in every other sentence: the worst that the prefilter can meet.
OFTEN = [
    "network", "cities", "members", "prevention", "extremism", "communities", "authorities", "violence", "principles",
    "transparency",
]  # fmt: skip
SYLLABLES = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "xa", "ze"]
SHORT = "The network answers within 15 working days to its member cities."
LONG = " ".join(
    f"The network's {word} and its {other} answer to communities, cities and members."
    for word, other in zip(OFTEN[:5], OFTEN[5:], strict=True)
)


def sentences(count: int) -> list[str]:
    """Return as many different sentences, always the same ones, of 3 to 40 words as often as in a natural text."""
    chance = random.Random(5)  # noqa: S311 - nothing is secret
    rare = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))) for _number in range(4000)]
    words = OFTEN + rare
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    return [
        f"{' '.join(chance.choices(words, weights, k=chance.randint(3, 40))).capitalize()} {number}."
        for number in range(count)
    ]


@pytest.fixture
def translation(db: None) -> Translation:
    """Return a translation of a short segment and a long one, beside which 10,000 texts are remembered in Arabic."""
    translation = desk_of(page_of(SHORT, LONG))
    english, arabic = language("en"), language("ar")
    texts = [*sentences(TEXTS - 3), *(SHORT.replace("15", str(days)) for days in (5, 10, 20))]
    String.objects.bulk_create(
        (String(locale=english, data=text, data_hash=String._get_data_hash(text)) for text in texts), batch_size=500
    )
    context = TranslationContext.objects.filter(object=translation.source.object).first()
    StringTranslation.objects.bulk_create(
        (
            StringTranslation(
                translation_of=string,
                locale=arabic,
                context=context,
                data=f"كلمات {string.pk}",
                translation_type="manual",
            )
            for string in String.objects.filter(segments=None)
        ),
        batch_size=500,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return translation


def test_suggestions_from_a_large_memory(translation: Translation) -> None:
    """Time what the panel asks of the memory, for a short segment and a long one."""
    for text in (SHORT, LONG):
        segment = segment_of(translation, text)
        with CaptureQueriesContext(connection) as queries:
            found = memory.suggestions(translation, segment, [])
        times = []
        for _time in range(REPEATS):
            start = time.process_time()
            memory.suggestions(translation, segment, [])
            times.append((time.process_time() - start) * 1000)
        print(f"\n{len(text):>5} signs: {len(queries)} queries, {min(times):.0f} ms, {len(found)} offered")
        assert len(queries) <= MOST_QUERIES
        assert min(times) < MOST_MILLISECONDS
