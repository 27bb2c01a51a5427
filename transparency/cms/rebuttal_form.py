"""The form in which a rebuttal is written: whoever publishes or submits it is told what stands against that."""

from wagtail.admin.forms import WagtailAdminPageForm

from transparency.services import publishing


class RebuttalForm(WagtailAdminPageForm):
    """Asks nothing of a draft; of what is to be published or submitted, that it may be."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation:
            return
        found = publishing.problems(self.instance)
        for name, reason in found.fields.items():
            # What is wrong with a field in itself is told first; a source's block tells its own.
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, reason)
