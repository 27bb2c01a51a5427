"""The files of members' pages: no address that can be guessed opens one to a stranger."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import CollectionViewRestriction

from tests.blocks import block
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    ResearchPageFactory,
    ResourceDocumentFactory,
    ResourcePageFactory,
    StandardPageFactory,
    root_collection,
    translated,
)
from tests.pages import (
    GATED_TYPES,
    LANGUAGES,
    assert_kept_by_no_cache,
    make_page,
    member,
    outsider,
    sign_in,
    superuser,
    suspended,
)

pytestmark = pytest.mark.django_db


def _document_address(page: Any = None, **values: Any) -> str:
    document = DocumentFactory(**values)
    if page is not None:
        ResourceDocumentFactory(page=page, document=document)
        page.save()
    return str(document.url)


@pytest.fixture
def at_once(django_capture_on_commit_callbacks: Any) -> Any:
    """Return a context in which Wagtail's list of who uses which file is brought up to date, as after a request."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_members_document_opens_to_members_alone(at_once: Any) -> None:
    with at_once():
        page = ResourcePageFactory()
        address = _document_address(page)
    assert Client().get(address, follow=True).status_code == 404
    assert Client().head(address, follow=True).status_code == 404
    assert sign_in(Client(), outsider()).get(address, follow=True).status_code == 404
    assert sign_in(Client(), suspended()).get(address, follow=True).status_code == 404
    answer = sign_in(Client(), member()).get(address)
    assert answer.status_code == 200
    assert_kept_by_no_cache(answer)


def test_a_public_document_opens_to_everybody(at_once: Any) -> None:
    with at_once():
        document = DocumentFactory()
        StandardPageFactory(body=[block("document", {"document": document.pk, "description": ""})])
    assert Client().get(document.url).status_code == 200


def test_a_document_that_a_public_page_offers_too_is_public(at_once: Any) -> None:
    with at_once():
        document = DocumentFactory()
        page = ResourcePageFactory()
        ResourceDocumentFactory(page=page, document=document)
        page.save()
        public = StandardPageFactory(body=[block("document", {"document": document.pk, "description": ""})])
    assert Client().get(document.url).status_code == 200
    with at_once():
        public.unpublish()
    assert Client().get(document.url, follow=True).status_code == 404


@pytest.mark.parametrize("code", ["ar", "fr"])
def test_a_document_of_a_translated_page_alone_is_shut(code: str, at_once: Any) -> None:
    with at_once():
        page = translated(ResourcePageFactory(), code)
        address = _document_address(page)
    assert Client().get(address, follow=True).status_code == 404
    assert sign_in(Client(), member()).get(address).status_code == 200


def test_a_document_in_a_members_text_is_shut(at_once: Any) -> None:
    with at_once():
        document = DocumentFactory()
        ResearchPageFactory(body=[block("text", f'<p><a linktype="document" id="{document.pk}">Read</a></p>')])
    assert Client().get(document.url, follow=True).status_code == 404


def test_the_members_collection_is_shut_before_any_page_uses_its_files() -> None:
    collection = root_collection().add_child(name="Members")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get_or_create(name="Members")[0])
    document = DocumentFactory(collection=collection)
    image = ImageFactory(collection=collection, file__width=20, file__height=20)
    rendition = image.get_rendition("width-10")
    assert Client().get(document.url).status_code == 302
    assert Client().get(rendition.url, follow=True).status_code == 404
    client = sign_in(Client(), member())
    for address in (document.url, rendition.url):
        answer = client.get(address)
        assert answer.status_code == 200
        assert_kept_by_no_cache(answer)


@pytest.mark.parametrize("field", ["body", "social_image"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_members_image_opens_to_members_alone_in_every_size(field: str, code: str, at_once: Any) -> None:
    image = ImageFactory(file__width=20, file__height=20)
    figure = {"image": {"image": image.pk, "alt_text": "A square", "decorative": False}, "caption": ""}
    with at_once():
        page = make_page(GATED_TYPES[-1], code)
        setattr(page, field, [block("figure", figure)] if field == "body" else image)
        page.save()
    for size in ("width-10", "max-5x5", "original"):
        rendition = image.get_rendition(size)
        assert Client().get(rendition.url, follow=True).status_code == 404
        assert sign_in(Client(), outsider()).get(rendition.url, follow=True).status_code == 404
        answer = sign_in(Client(), member()).get(rendition.url)
        assert answer.status_code == 200
        assert_kept_by_no_cache(answer)


def test_a_public_image_may_be_kept_by_caches() -> None:
    rendition = ImageFactory(file__width=20, file__height=20).get_rendition("width-10")
    answer = Client().get(rendition.url)
    assert answer.status_code == 200
    assert "public" in answer["Cache-Control"]


def test_no_file_opens_at_its_place_on_the_disk() -> None:
    image = ImageFactory(file__width=20, file__height=20)
    document = DocumentFactory()
    for name in (image.file.name, document.file.name, "../manage.py", "images/..%2f..%2fmanage.py"):
        for client in (Client(), sign_in(Client(), superuser())):
            assert client.get(f"{settings.MEDIA_URL}{name}", follow=True).status_code == 404


def test_a_documents_number_with_another_name_opens_nothing(at_once: Any) -> None:
    with at_once():
        page = ResourcePageFactory()
        address = _document_address(page)
    assert Client().get(address.rsplit("/", 1)[0] + "/guess.txt", follow=True).status_code == 404
