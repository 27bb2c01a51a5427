"""What the network promises, by which calendar, and for how long it keeps what."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable

from membership.panels import HolidaysPanel, country_choice, zone_choice
from membership.services.time_zones import time_zone_or_none

DAYS = [MinValueValidator(1), MaxValueValidator(3650)]


@register_setting(icon="calendar-check", order=20)
class MembershipSettings(BaseGenericSetting, ClusterableModel):
    """How membership is kept: the promise, the calendar, reminders and periods. There is one for the whole site."""

    class Weekend(models.TextChoices):
        """Days as `date.weekday()` counts them: Monday is 0."""

        SATURDAY_SUNDAY = "5,6", _("Saturday and Sunday")
        FRIDAY_SATURDAY = "4,5", _("Friday and Saturday")
        THURSDAY_FRIDAY = "3,4", _("Thursday and Friday")
        FRIDAY = "4", _("Friday")
        SATURDAY = "5", _("Saturday")
        SUNDAY = "6", _("Sunday")

    reply_within = models.PositiveSmallIntegerField(
        _("reply within"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Working days for the first reply, and again for the decision once the form is back."),
    )
    weekend = models.CharField(
        _("weekend"),
        max_length=5,
        choices=Weekend,
        default=Weekend.SATURDAY_SUNDAY,
        help_text=_("The days of every week on which nobody answers."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        default="UTC",
        help_text=_("Where the network's days begin and end, as in Europe/Copenhagen."),
    )
    holiday_country = models.CharField(
        _("public holidays of"),
        max_length=2,
        blank=True,
        help_text=_("A country's code: GB, JO. Left empty, no public holiday counts but those listed below."),
    )
    holiday_region = models.CharField(
        _("region"), max_length=10, blank=True, help_text=_("A part of the country with holidays of its own: SCT, BY.")
    )
    remind_address_after = models.PositiveSmallIntegerField(
        _("remind of an unconfirmed address after"), default=2, validators=DAYS, help_text=_("Days.")
    )
    lapse_address_after = models.PositiveSmallIntegerField(
        _("a request with an unconfirmed address lapses after"), default=14, validators=DAYS, help_text=_("Days.")
    )
    remind_form_after = models.PositiveSmallIntegerField(
        _("remind of an unfinished form or an open question after"),
        default=10,
        validators=DAYS,
        help_text=_("Days; and again after twice."),
    )
    lapse_form_after = models.PositiveSmallIntegerField(
        _("an application whose form or answer never came lapses after"),
        default=60,
        validators=DAYS,
        help_text=_("Days."),
    )
    erase_after = models.PositiveSmallIntegerField(
        _("erase after"),
        default=180,
        validators=DAYS,
        help_text=_("Days after which a declined, withdrawn or lapsed application is erased."),
    )
    erase_drafts_after = models.PositiveSmallIntegerField(
        _("erase unsent answers after"),
        default=14,
        validators=DAYS,
        help_text=_("Days after which answers that were never sent are erased."),
    )
    link_valid_for = models.PositiveSmallIntegerField(
        _("an applicant's link is valid for"), default=90, validators=DAYS, help_text=_("Days.")
    )
    invitation_valid_for = models.PositiveSmallIntegerField(
        _("an invitation is valid for"), default=21, validators=DAYS, help_text=_("Days.")
    )
    announce_mandate_months = models.PositiveSmallIntegerField(
        _("announce the end of a mandate"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
        help_text=_("Months before it ends."),
    )

    panels = [
        MultiFieldPanel([FieldPanel("reply_within")], heading=_("The promise")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("weekend"), FieldPanel("time_zone", widget=zone_choice())]),
                FieldRowPanel(
                    [
                        FieldPanel(
                            "holiday_country",
                            widget=country_choice(),
                            help_text=_("Without a country, no public holiday counts but those listed below."),
                        ),
                        FieldPanel("holiday_region"),
                    ]
                ),
                HolidaysPanel(),
                InlinePanel("exceptions", heading=_("Exceptions"), label=_("Exception")),
            ],
            heading=_("Working days"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("remind_address_after"), FieldPanel("lapse_address_after")]),
                FieldRowPanel([FieldPanel("remind_form_after"), FieldPanel("lapse_form_after")]),
                FieldRowPanel([FieldPanel("link_valid_for"), FieldPanel("invitation_valid_for")]),
                FieldPanel("announce_mandate_months"),
            ],
            heading=_("Reminders and periods"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("erase_after"), FieldPanel("erase_drafts_after")])], heading=_("Personal data")
        ),
    ]

    class Meta:
        verbose_name = _("membership settings")

    def clean(self) -> None:
        super().clean()
        from membership.services.promise import fault_of_calendar

        if time_zone_or_none(self.time_zone) is None:
            raise ValidationError({"time_zone": _("There is no such time zone.")})
        if self.lapse_address_after <= self.remind_address_after:
            raise ValidationError({"lapse_address_after": _("It lapses after the reminder.")})
        if self.lapse_form_after <= 2 * self.remind_form_after:
            raise ValidationError({"lapse_form_after": _("It lapses after both reminders.")})
        if fault := fault_of_calendar(self.holiday_country, self.holiday_region):
            raise ValidationError({fault: _("No public holidays are known under this code.")})


class CalendarException(Orderable):
    """A day that differs from the rule: a holiday of the network's own, or a weekend day on which it works."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("Nobody answers")
        OPEN = "open", _("A working day")

    settings = ParentalKey(MembershipSettings, on_delete=models.CASCADE, related_name="exceptions")
    day = models.DateField(_("day"), help_text=_("One day; add a line for each."))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CLOSED, help_text=_("What it is."))
    name = models.CharField(_("name"), max_length=80, blank=True, help_text=_("Why, for colleagues."))

    panels = [FieldRowPanel([FieldPanel("day"), FieldPanel("kind"), FieldPanel("name")])]

    class Meta(Orderable.Meta):
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        constraints = [models.UniqueConstraint(fields=["settings", "day"], name="one_exception_for_each_day")]
