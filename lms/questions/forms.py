"""The form authors fill in. A draft may be half done; publishing says what is missing, at the field where it is."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from lms.questions import publishing
from lms.questions.blocks import authored


class QuestionForm(WagtailAdminModelForm):
    """Fields and blocks check themselves; here it is asked whether a translation still fits its original."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation or not cleaned.get("interaction"):
            return cleaned
        code, filled_in = authored(cleaned["interaction"])
        language = self.instance.locale.language_code if self.instance.locale_id else ""
        for sentence in publishing.kept_problems(self.instance.translation_key, language, code, filled_in):
            self.add_error("interaction", ValidationError(sentence))
        return cleaned
