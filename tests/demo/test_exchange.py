"""The demo site's translations go out as files and come back as they went."""

import pytest
from wagtail.models import Locale

from home.models import User
from translation.services.exchange import bring_in, gather
from translation.services.exchange.document import Format
from translation.services.exchange.formats import parse, write


@pytest.mark.usefixtures("demo")
def test_every_segment_of_every_page_comes_back_identical_from_each_format() -> None:
    admin = User.objects.filter(is_superuser=True).first()
    for language in ("ar", "fr"):
        document = gather.document_of(list(gather.translations_into(Locale.objects.get(language_code=language))))
        assert document.count > 500
        for form in Format:
            read = parse(write(document, form))
            plan = bring_in.plan(read, admin)

            assert (read.count, plan.counts["same"]) == (document.count, document.count), (language, form)
            assert plan.to_write == 0
            assert [portion.units[0].place for portion in read.portions] == [
                portion.units[0].place for portion in document.portions
            ]
            texts = [[(one.source, one.target) for one in portion.units] for portion in document.portions]
            assert [[(one.source, one.target) for one in portion.units] for portion in read.portions] == texts
