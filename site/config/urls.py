"""Every address of the site."""

from demo import views as demo
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView, TemplateView
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from home.sitemaps import PagesSitemap
from home.views import cards, health, languages, media, search
from membership.sitemaps import DirectorySitemap

to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
to_password_reset = RedirectView.as_view(pattern_name="account_reset_password")

urlpatterns = [
    path("", languages.choose_for_reader, name="choose_for_reader"),
    path("language/<slug:code>/", languages.choose, name="choose_language"),
    # The CMS has no sign-in of its own: both doors lead to the one for everybody.
    path("admin/login/", to_sign_in),
    re_path(r"^admin/password_reset/", to_password_reset),
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^documents/(\d+)/(.*)$", media.serve_document),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", media.serve_rendition, name="serve_rendition"),
    re_path(r"^cards/(?P<page_id>\d{1,9})/(?P<digest>[0-9a-f]{16})\.png$", cards.serve_card, name="share_card"),
    path("healthz", health.live, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("demo/emails/", demo.emails, name="demo_emails"),
    path("demo/emails/<slug:key>/", demo.email, name="demo_email"),
    path("demo/emails/<slug:key>/letter/", demo.letter, name="demo_letter"),
    path("demo/emails/<slug:key>/attachments/<int:number>/", demo.attachment, name="demo_attachment"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PagesSitemap, "cities": DirectorySitemap}}, name="sitemap"),
    path(
        "robots.txt",
        TemplateView.as_view(
            template_name="robots.txt",
            content_type="text/plain; charset=utf-8",
            extra_context={"site_url": settings.SITE_URL, "LANGUAGES": settings.LANGUAGES},
        ),
    ),
]
urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    path("accounts/next/", languages.after_sign_in, name="after_sign_in"),
    path("search/", search.search, name="search"),
    path("", include("membership.urls")),
    # The files that a page makes of itself: Wagtail's own pattern knows no address with a dot.
    re_path(r"^((?:[\w\-]+/)*[\w\-]+\.(?:atom|csv|json|pdf|py|xlsx))$", wagtail_views.serve, name="file_of_a_page"),
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)

handler400 = "home.errors.bad_request"
handler403 = "home.errors.permission_denied"
handler404 = "home.errors.page_not_found"
handler500 = "home.errors.server_error"
