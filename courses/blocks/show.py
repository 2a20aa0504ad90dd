"""Show: do and avoid, dialogue, worked example, image, drawing."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, StructBlock
from wagtail.blocks import TextBlock as LinesBlock
from wagtail.images.blocks import ImageBlock

# What is drawn stands in templates/courses/drawings/, one file for each name. A name is stored, so it stays.
DRAWINGS = {
    "three-phases": _("Three phases of a contact"),
    "snowball": _("The snowball of requests"),
    "request-loop": _("The way of a request"),
}


class PairBlock(StructBlock):
    """One thing to do, what to avoid instead, and why."""

    do = LinesBlock(label=_("Do"), max_length=300, rows=2)
    avoid = LinesBlock(label=_("Avoid"), max_length=300, rows=2)
    why = LinesBlock(label=_("Why"), max_length=300, rows=2, help_text=_("The reason is what people take with them."))

    class Meta:
        label_format = "{do}"


class DoAvoidBlock(StructBlock):
    """Good example first, bad one beside it, with the reason."""

    situation = CharBlock(label=_("Situation"), max_length=200, help_text=_("When does this happen?"))
    pairs = ListBlock(PairBlock(label=_("Pair")), label=_("Pairs"), min_num=1, max_num=5)

    class Meta:
        icon = "tasks"
        label = _("Do and avoid")
        label_format = "{situation}"
        description = _("What to do beside what to avoid, each pair with its reason. The good one comes first.")
        template = "courses/blocks/do_avoid.html"
        preview_value = {
            "situation": "You cannot finish it today.",
            "pairs": [
                {
                    "do": "“You'll have it by Thursday 12:00. Do you need a part of it sooner?”",
                    "avoid": "“I'm really busy. I'll see what I can do.”",
                    "why": "With a time, others can plan.",
                }
            ],
        }


class LineBlock(StructBlock):
    """One line of a dialogue."""

    speaker = CharBlock(label=_("Who"), max_length=60)
    text = LinesBlock(label=_("Says"), max_length=400, rows=2)
    note = CharBlock(
        label=_("Note"), max_length=200, required=False, default="", help_text=_("What is worth noticing in this line?")
    )

    class Meta:
        label_format = "{speaker}: {text}"


class DialogueBlock(StructBlock):
    """A conversation. The first speaker stands at the start side, everybody else at the end side."""

    title = CharBlock(label=_("Title"), max_length=100, required=False, default="")
    lines = ListBlock(
        LineBlock(label=_("Line")), label=_("Lines"), min_num=2, max_num=12, help_text=_("Let the speakers alternate.")
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        speakers = [line["speaker"] for line in value["lines"]]
        return context | {"first_speaker": speakers[0] if speakers else ""}

    class Meta:
        icon = "comment"
        label = _("Dialogue")
        label_format = "{title}"
        description = _("Two to twelve lines of a conversation, with notes where something is worth noticing.")
        template = "courses/blocks/dialogue.html"
        preview_value = {
            "title": "The same call, another way",
            "lines": [
                {"speaker": "Grace", "text": "I know you are only three today. When could 214 be ready?", "note": ""},
                {"speaker": "Dmitri", "text": "Quarter past three. But 216 is ready now.", "note": "He offers a way."},
            ],
        }


class ReasonedStepBlock(StructBlock):
    """What is done, and why."""

    do = LinesBlock(label=_("Step"), max_length=300, rows=2)
    why = LinesBlock(label=_("Why"), max_length=300, rows=2, help_text=_("The reason is what people take with them."))

    class Meta:
        label_format = "{do}"


class WorkedExampleBlock(StructBlock):
    """How somebody solved it: what was asked, each step with its reason, what came of it."""

    title = CharBlock(label=_("Title"), max_length=100)
    request = LinesBlock(label=_("Request"), max_length=400, rows=3, help_text=_("What was asked, and what was known?"))
    steps = ListBlock(ReasonedStepBlock(label=_("Step")), label=_("Steps"), min_num=2, max_num=6)
    result = LinesBlock(label=_("Result"), max_length=400, rows=2, help_text=_("What came of it?"))

    class Meta:
        icon = "list-ol"
        label = _("Worked example")
        label_format = "{title}"
        description = _("One case from the request to the result, in two to six steps, each with its reason.")
        template = "courses/blocks/worked_example.html"
        preview_value = {
            "title": "A price list, and what comes after it",
            "request": "Malik writes: “Could you send me the price list? I’m at the Hotel Linde tomorrow.”",
            "steps": [
                {"do": "Beatriz sends the list, first thing in the mail.", "why": "What he asked for comes first."},
                {"do": "She adds the delivery times.", "why": "They will ask him how soon."},
            ],
            "result": "At the hotel Malik has the answer in his bag.",
        }


class PictureBlock(StructBlock):
    """A picture with its words. Wagtail's ImageBlock wants alt text, or the mark that it is decoration."""

    image = ImageBlock(
        label=_("Image"), help_text=_("Say what matters in it, in at most 150 characters, without “image of”.")
    )
    caption = CharBlock(label=_("Caption"), max_length=200, required=False, default="")

    class Meta:
        icon = "image"
        label = _("Image")
        label_format = "{caption}"
        description = _("A picture that explains something. Words for those who cannot see it are part of it.")
        template = "courses/blocks/image.html"
        preview_template = "courses/blocks/image_preview.html"


class DrawingBlock(StructBlock):
    """One of our own drawings, in the colours and the language of the page around it."""

    name = ChoiceBlock(label=_("Drawing"), choices=list(DRAWINGS.items()))
    alt = LinesBlock(
        label=_("Alternative text"), max_length=250, rows=2,
        help_text=_("Say what the drawing says, for those who cannot see it, without “drawing of”."),
    )  # fmt: skip
    caption = CharBlock(label=_("Caption"), max_length=200, required=False, default="")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        name = value["name"]
        return context | {"drawing": f"courses/drawings/{name}.html" if name in DRAWINGS else ""}

    class Meta:
        icon = "draft"
        label = _("Drawing")
        label_format = "{name}"
        description = _("A drawing of ours that shows how something hangs together.")
        template = "courses/blocks/drawing.html"
        preview_value = {
            "name": "request-loop",
            "alt": "A request is sent, acknowledged, given a time, solved and explained. The answer comes back.",
            "caption": "The sender hears three times from you: at once, with a time, and at the end.",
        }
