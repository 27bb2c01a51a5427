"""The applicant's way."""

from django.urls import path, re_path

from membership.views import apply, details, status

urlpatterns = [
    path("", apply.BeginView.as_view(), name="application"),
    re_path("^(?P<step>you|city|place|why|consent)/$", apply.StepView.as_view(), name="application_step"),
    path("check/", apply.CheckView.as_view(), name="application_check"),
    path("sent/", apply.SentView.as_view(), name="application_sent"),
    path("erase/", apply.EraseView.as_view(), name="application_erase"),
    path("link/", status.LinkAgainView.as_view(), name="application_link"),
    path("address/<str:signed>/", status.AddressView.as_view(), name="confirm_address"),
    path("status/<str:signed>/", status.StatusView.as_view(), name="application_status"),
    path("status/<str:signed>/withdraw/", status.WithdrawView.as_view(), name="application_withdraw"),
    path("status/<str:signed>/form/", details.BeginView.as_view(), name="application_form"),
    path("status/<str:signed>/form/check/", details.CheckView.as_view(), name="application_form_check"),
    re_path(
        "^status/(?P<signed>[^/]+)/form/(?P<page>contact-[123]|city|letter|reasons)/$",
        details.PageView.as_view(),
        name="application_form_page",
    ),
]
