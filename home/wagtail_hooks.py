"""What the ground floor adds to the CMS."""

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from home.rich_text import ReaderPageLinkHandler


@hooks.register("register_rich_text_features", order=10)
def lead_links_to_the_readers_language(features: FeatureRegistry) -> None:
    """Replace Wagtail's own handler of links to pages."""
    features.register_link_type(ReaderPageLinkHandler)
