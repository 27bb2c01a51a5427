"""The outbox: e-mails that are owed to someone, and what became of each."""

import datetime

from django.db import models, transaction
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from post_office.models import Email


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    """E-mails by what may be done with them."""

    def unsent(self) -> "OutgoingEmailQuerySet":
        """Those that may still be sent."""
        return self.filter(state__in=(OutgoingEmail.State.WAITING, OutgoingEmail.State.FAILED))

    def unlocked(self) -> "OutgoingEmailQuerySet":
        """Those that no worker is sending: it never began, or it has let its time run out."""
        return self.filter(Q(locked_until=None) | Q(locked_until__lt=timezone.now()))

    def due(self) -> "OutgoingEmailQuerySet":
        """Those that a worker may take now."""
        return self.unlocked().filter(state=OutgoingEmail.State.WAITING, next_try_at__lte=timezone.now())

    @transaction.atomic
    def blank(self) -> int:
        """Blank addresses, words and attachments, and withdraw what has not been sent; return how many there were."""
        pks = list(self.values_list("pk", flat=True))
        OutgoingAttachment.objects.filter(outgoing__in=pks).delete()
        Email.objects.filter(outgoing__in=pks).update(
            from_email="", to="", cc="", bcc="", subject="", message="", html_message="", headers=None
        )
        withdrawn = When(
            state__in=(OutgoingEmail.State.WAITING, OutgoingEmail.State.FAILED),
            then=Value(OutgoingEmail.State.WITHDRAWN),
        )
        return OutgoingEmail.objects.filter(pk__in=pks).update(
            state=Case(withdrawn, default="state"), erased_at=timezone.now(), next_try_at=None
        )


class OutgoingEmail(models.Model):
    """One e-mail, owed for one event. Its address and words stand in the row of django-post-office beside it.

    That row's own status stays empty: the library's command, which may send an e-mail twice when it is killed, finds
    nothing to send. `home.services.outbox` alone writes here.
    """

    class State(models.TextChoices):
        """Where an e-mail stands; only a waiting one has a next try."""

        WAITING = "waiting", pgettext_lazy("e-mail", "Waiting")
        SENT = "sent", pgettext_lazy("e-mail", "Sent")
        FAILED = "failed", pgettext_lazy("e-mail", "Failed")
        EXPIRED = "expired", pgettext_lazy("e-mail", "Expired")
        WITHDRAWN = "withdrawn", pgettext_lazy("e-mail", "Withdrawn")

    class Problem(models.TextChoices):
        """Why the last try failed, in words that hold no address: a server's own words often do."""

        NO_ANSWER = "no_answer", _("The mail server did not answer.")
        SIGN_IN = "sign_in", _("The mail server refused the site’s own sign-in.")
        NOT_NOW = "not_now", _("The mail server asked to try again later.")
        ADDRESS = "address", _("The mail server refused the recipient’s address.")
        CONTENT = "content", _("The mail server refused the e-mail.")
        OTHER = "other", _("The e-mail could not be handed over. The site’s log says more.")

    email = models.OneToOneField(
        Email, on_delete=models.PROTECT, related_name="outgoing", editable=False, verbose_name=_("e-mail")
    )
    event = models.CharField(_("event"), max_length=200, unique=True, editable=False)
    topic = models.CharField(_("topic"), max_length=200, blank=True, db_index=True, editable=False)
    language = models.CharField(_("language"), max_length=12, editable=False)
    #: Its words open an account or a form: nobody is shown them, and they are blanked as soon as it is sent.
    confidential = models.BooleanField(_("confidential"), default=False, editable=False)
    state = models.CharField(_("status"), max_length=12, choices=State, default=State.WAITING, editable=False)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    next_try_at = models.DateTimeField(_("next try"), null=True, db_index=True, editable=False)
    locked_until = models.DateTimeField(_("being sent until"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    #: Not post_office's own field: it would write a date that no mail program reads into the e-mail's head.
    expires_at = models.DateTimeField(_("expires"), null=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)
    problem = models.CharField(_("problem"), max_length=12, choices=Problem, blank=True, editable=False)
    reply_code = models.PositiveSmallIntegerField(_("the mail server’s code"), null=True, editable=False)

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        # Nobody adds one by hand, and none is deleted: its event would be free to happen again.
        default_permissions = ("view", "change")
        indexes = [models.Index(fields=["state", "-id"], name="outgoing_email_by_state")]

    def __str__(self) -> str:
        return self.event

    @property
    def created(self) -> datetime.datetime:
        """When it was put into the outbox."""
        created: datetime.datetime = self.email.created
        return created

    @property
    def is_being_sent(self) -> bool:
        """Whether a worker has it in hand."""
        return self.locked_until is not None and self.locked_until > timezone.now()

    @property
    def may_be_retried(self) -> bool:
        """Whether there is something to send, and nobody is sending it now."""
        unsent = self.state in {self.State.WAITING, self.State.FAILED}
        return unsent and self.erased_at is None and not self.is_being_sent


class OutgoingAttachment(models.Model):
    """A file that goes with an e-mail. It stands in the database: one on a disk would outlive a rolled-back cause."""

    outgoing = models.ForeignKey(
        OutgoingEmail, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("e-mail")
    )
    name = models.CharField(_("name"), max_length=200, editable=False)
    content_type = models.CharField(_("content type"), max_length=100, editable=False)
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
