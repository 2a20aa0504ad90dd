"""Show, laid out: table, organisation chart."""

from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock, TypedTableBlockValidationError

FEWEST_COLUMNS, MOST_COLUMNS, MOST_ROWS = 2, 4, 12
MOST_LEVELS, MOST_UNITS = 4, 30


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


def levels() -> list[tuple[str, str]]:
    """In the author's language: read when they are shown."""
    return [(str(level), now("Level %d") % level) for level in range(1, MOST_LEVELS + 1)]


class UnitBlock(StructBlock):
    """One place in the organisation. Its level says below which one before it it stands."""

    level = ChoiceBlock(
        label=_("Level"),
        choices=levels,
        default="1",
        help_text=_("1 is the top. A unit stands below the nearest one before it with a smaller level."),
    )
    role = CharBlock(label=_("Role or team"), max_length=80)
    person = CharBlock(label=_("Person"), max_length=80, required=False, default="")
    ask = CharBlock(label=_("Ask them about"), max_length=200, required=False, default="")
    contact = CharBlock(
        label=_("How to reach them"), max_length=80, required=False, default="", help_text=_("Extension, room or mail.")
    )

    class Meta:
        label_format = "{level}: {role}"


class OrgChartBlock(StructBlock):
    """Who is there for what. It is a list in a list; the lines are drawn beside it."""

    title = CharBlock(label=_("Title"), max_length=100)
    units = ListBlock(UnitBlock(label=_("Unit")), label=_("Units"), min_num=1, max_num=MOST_UNITS)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation:
            found = level_problems([int(unit["level"]) for unit in value["units"]])
            if found:
                raise StructBlockValidationError({"units": ValidationError(found)})
        return value

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"units": nested([(int(unit["level"] or 1), unit) for unit in value["units"]])}

    class Meta:
        icon = "group"
        label = _("Organisation chart")
        label_format = "{title}"
        description = _("Who is there for what, on up to four levels, and what to ask them about.")
        template = "courses/blocks/org_chart.html"
        preview_value = {
            "title": "The bakery where Tariq works",
            "units": [
                {"level": "1", "role": "General manager", "person": "Helen Marsh", "ask": "", "contact": ""},
                {
                    "level": "2",
                    "role": "Head of services",
                    "person": "Solveig Dahl",
                    "ask": "Contracts, and what her teams cannot solve",
                    "contact": "extension 30",
                },
                {
                    "level": "3",
                    "role": "IT",
                    "person": "Jun Park",
                    "ask": "Tills, passwords",
                    "contact": "extension 31",
                },
            ],
        }


def level_problems(levels: list[int]) -> list[str]:
    """What is wrong with the levels of a chart, a sentence each: it begins at the top and skips no level."""
    found = [now("Begin with a unit on level 1.")] if levels and levels[0] != 1 else []
    for number, (before, level) in enumerate(pairwise(levels), start=2):
        if level > before + 1:
            found.append(
                now(
                    "Unit %(number)d is on level %(level)d. After level %(before)d it can be on level %(next)d at most."
                )
                % {"number": number, "level": level, "before": before, "next": before + 1}
            )
    return found


def nested(units: list[tuple[int, Any]]) -> list[dict[str, Any]]:
    """(level, unit) in order as a tree of {"unit", "below"}: each below the nearest one before that stands higher."""
    top: list[dict[str, Any]] = []
    line = [(0, top)]
    for level, unit in units:
        while line[-1][0] >= level:
            line.pop()
        entry: dict[str, Any] = {"unit": unit, "below": []}
        line[-1][1].append(entry)
        line.append((level, entry["below"]))
    return top
