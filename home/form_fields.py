"""Form fields that more than one app uses."""

from typing import Any

from django import forms

from home.services import uploads


class PrivateFileField(forms.FileField):
    """Takes in a PDF, a PNG or a JPEG, known by its content; the cleaned file says which, as its `kind`.

    Hand the form `home.upload_handlers.files_of(request)`, not `request.FILES`: a file that was too large to be read
    to its end is then refused in words, as any other. What to say for each code of `uploads.MESSAGES` may be given as
    `error_messages`.
    """

    widget = forms.FileInput(attrs={"accept": ",".join(kind.media_type for kind in uploads.Kind)})

    def to_python(self, data: Any) -> Any:
        """Return the file with its kind; raise ValidationError where it may not be taken in."""
        file = super().to_python(data)
        if file is not None:
            try:
                file.kind = uploads.examine(file)  # type: ignore[attr-defined]
            except forms.ValidationError as refused:
                message = self.error_messages.get(str(refused.code), refused.message)
                raise forms.ValidationError(message, code=refused.code, params=refused.params) from refused
        return file
