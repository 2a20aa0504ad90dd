"""A scenario: a situation in up to four steps, with replies that lead on. Every path must come to an end."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, StructBlock
from wagtail.blocks import TextBlock as LinesBlock
from wagtail.blocks.struct_block import StructBlockValidationError

END = "end"
MOST_STEPS = 4


def goals() -> list[tuple[str, str]]:
    """Where a reply may lead, in the author's language: read when it is shown."""
    return [(END, gettext("The end")), *((str(n), gettext("Step %d") % n) for n in range(1, MOST_STEPS + 1))]


class ReplyBlock(StructBlock):
    """One thing one could say or do, and what happens then."""

    text = LinesBlock(label=_("Reply"), max_length=300, rows=2)
    quality = ChoiceBlock(
        label=_("Quality"),
        choices=[("best", _("Best")), ("ok", _("Acceptable")), ("poor", _("Poor"))],
        help_text=_("Make the poor reply something a nice person would say."),
    )
    consequence = LinesBlock(label=_("What happens"), max_length=400, rows=2)
    why = LinesBlock(
        label=_("Why"), max_length=300, rows=2, help_text=_("About the situation, never about the person.")
    )
    next = ChoiceBlock(
        label=_("Goes on with"),
        choices=goals,
        default=END,
    )

    class Meta:
        label_format = "{quality}: {text}"


class StepBlock(StructBlock):
    """One moment with two or three replies."""

    prompt = CharBlock(
        label=_("Prompt"), max_length=200, required=False, default="", help_text=_("What is asked here?")
    )
    replies = ListBlock(ReplyBlock(label=_("Reply")), label=_("Replies"), min_num=2, max_num=3)

    class Meta:
        label_format = "{prompt}"


def problems(edges: list[list[str]]) -> list[tuple[int, str]]:
    """What is wrong with the ways through a scenario: (number of the step, a sentence), none when it is sound.

    `edges[n]` holds where the replies of step n + 1 lead: "end" or the number of a step as text. Sound means: every
    goal exists, every step can be reached from step 1, and from every step some way leads to the end.
    """
    steps = {str(number): set(goals) for number, goals in enumerate(edges, start=1)}
    found = [
        (step, _("Step %(step)s leads to step %(goal)s, which does not exist.") % {"step": step, "goal": goal})
        for step, goals in steps.items()
        for goal in sorted(goals - steps.keys() - {END})
    ]
    reached, ending = _closure({"1"}, steps), _closure({END}, _reversed(steps))
    found += [(step, _("No reply leads to step %(step)s.") % {"step": step}) for step in steps if step not in reached]
    found += [
        (step, _("From step %(step)s no path comes to an end.") % {"step": step})
        for step in steps
        if step not in ending
    ]
    return [(int(step), str(sentence)) for step, sentence in found]


def _closure(start: set[str], edges: dict[str, set[str]]) -> set[str]:
    seen, waiting = set(start), list(start)
    while waiting:
        fresh = edges.get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting += fresh
    return seen


def _reversed(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    back: dict[str, set[str]] = {}
    for step, goals in edges.items():
        for goal in goals:
            back.setdefault(goal, set()).add(step)
    return back


class ScenarioBlock(StructBlock):
    """Setting, opening line, steps, debrief. The way through is checked when the lesson is published, not in drafts."""

    setting = LinesBlock(
        label=_("Setting"), max_length=400, rows=2, help_text=_("Where are you, and what is going on?")
    )
    character = CharBlock(label=_("Who speaks"), max_length=80)
    opening = LinesBlock(label=_("Opening line"), max_length=400, rows=2)
    steps = ListBlock(StepBlock(label=_("Step")), label=_("Steps"), min_num=1, max_num=MOST_STEPS)
    debrief = LinesBlock(label=_("Debrief"), max_length=600, rows=3, help_text=_("What was this about?"))

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation:
            edges = [[reply["next"] for reply in step["replies"]] for step in value["steps"]]
            if found := problems(edges):
                raise StructBlockValidationError({"steps": ValidationError([sentence for _step, sentence in found])})
        return value

    class Meta:
        icon = "resubmit"
        label = _("Scenario")
        label_format = "{setting}"
        description = _("A situation with replies that lead on. Not scored; every reply shows what happens and why.")
        template = "courses/blocks/scenario.html"
        preview_value = {
            "setting": "Saturday, 11:40, the stockroom of a furniture shop.",
            "character": "Bilal, from the sales floor",
            "opening": "“That's the third time this week! The label says oak, the box is walnut.”",
            "steps": [
                {
                    "prompt": "What do you say?",
                    "replies": [
                        {
                            "text": "“Three times is too many. What does your customer need right now?”",
                            "quality": "best",
                            "consequence": "Bilal breathes out. “An oak table, or a date.”",
                            "why": "You turned to what helps first.",
                            "next": END,
                        },
                        {
                            "text": "“We're really doing our best.”",
                            "quality": "poor",
                            "consequence": "He turns to the door.",
                            "why": "It is about you. His customer is still standing there.",
                            "next": END,
                        },
                    ],
                }
            ],
            "debrief": "Ask first what is needed now, then look for the cause.",
        }
