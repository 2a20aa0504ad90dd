"""Show, laid out: table, organisation chart."""

from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock, TypedTableBlockValidationError

FEWEST_COLUMNS, MOST_COLUMNS, MOST_ROWS = 2, 4, 12


class TableBlock(TypedTableBlock):
    """A small table. Its first column names the rows, so that each value can be read without seeing the others."""

    text = CharBlock(label=_("Text"), max_length=200, required=False, default="")

    def clean(self, value: TypedTable) -> TypedTable:
        value = super().clean(value)
        if not self.is_deferred_validation and (found := table_problems(value)):
            raise TypedTableBlockValidationError(non_block_errors=found)
        return value

    def get_context(self, value: TypedTable, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        headings = [column["heading"] for column in value.columns]
        return context | {"rows": [list(zip(headings, row["values"], strict=True)) for row in value.row_data]}

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Two to four columns and up to twelve rows, with a caption. On a phone each row is a card.")
        help_text = _("The first column names the rows. Caption and column headings are needed.")
        template = "courses/blocks/table.html"
        preview_value = {
            "caption": "Which way for what",
            "columns": [{"type": "text", "heading": name} for name in ("Way", "Good for", "Less good for")],
            "rows": [
                {"values": ["Phone", "Work has stopped, somebody is waiting", "Lists, dates, long numbers"]},
                {"values": ["E-mail", "Details that can wait for some hours", "What you need within the hour"]},
            ],
        }


def table_problems(table: TypedTable) -> list[str]:
    """What keeps a table from being read row by row, a sentence each; none when it is sound."""
    found = []
    if not (table.caption or "").strip():
        found.append(now("Give the table a caption that says what it shows."))
    if not FEWEST_COLUMNS <= len(table.columns) <= MOST_COLUMNS:
        found.append(now("A table has two to four columns."))
    if any(not (column["heading"] or "").strip() for column in table.columns):
        found.append(now("Give every column a heading."))
    if not 1 <= len(table.row_data) <= MOST_ROWS:
        found.append(now("A table has one to twelve rows."))
    if any(not str(row["values"][0] or "").strip() for row in table.row_data if row["values"]):
        found.append(now("Begin every row with its name, in the first column."))
    return found
