"""Panels of the editor that know where they stand."""

from typing import Any

from wagtail.admin.panels import MultiFieldPanel


class SourcePanel(MultiFieldPanel):
    """Fields that count for all languages: shown on the page in the course's own language only (D1)."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            page: Any = self.instance
            return bool(super().is_shown()) and not page.is_translation()
