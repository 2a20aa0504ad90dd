"""Reading QTI: an item, or all items that the manifest of a package names."""

from pathlib import PurePosixPath
from urllib.parse import unquote

from django.utils.translation import gettext as _

from lms.questions.exchange import decoding, naming, phrases, plain, xml_tree
from lms.questions.exchange.qti import flow, kinds
from lms.questions.exchange.qti.package import MANIFEST, Package
from lms.questions.exchange.shapes import DIFFICULTIES, BadFile, Item, Note, Reading
from lms.questions.exchange.xml_tree import Node

TOOL = "Lateral"


def read(content: bytes) -> Reading:
    """All questions of an item or a package. Raises BadFile."""
    reading = Reading()
    if content.startswith(b"PK"):
        _package(Package(content), reading)
    else:
        _item(xml_tree.parse(content), reading)
    naming.settle(reading)
    return reading


def _package(package: Package, reading: Reading) -> None:
    if not package.has(MANIFEST):
        raise BadFile(_("The package has no imsmanifest.xml at its top, so nothing says which questions are in it."))
    room = xml_tree.Room()
    manifest = xml_tree.parse(package.read(MANIFEST), where=MANIFEST, room=room)
    resources = [one for one in manifest.below("resource") if one.get("type").startswith("imsqti_item_xmlv2")]
    if not resources:
        raise BadFile(_("The manifest names no question of QTI 2.1. Export the questions as “QTI 2.1”."))
    decoding.count(reading, len(resources))
    for resource in resources:
        decoding.count(reading)
        path = unquote(resource.get("href"))
        name = plain.one_line(path)[:80]
        if not path or not package.has(path):
            reading.problem(
                resource.line,
                _("The manifest names “%(name)s”, which is not in the package.") % {"name": name},
                MANIFEST,
            )
            continue
        inner = Reading()
        try:
            _item(xml_tree.parse(package.read(path), where=PurePosixPath(path).name, room=room), inner)
        except BadFile as error:
            reading.problem(1, str(error), name)
            continue
        for item in inner.items:
            _described(item, resource, inner)
        reading.items += inner.items
        for told, kept in (
            (inner.problems, reading.problems),
            (inner.left_out, reading.left_out),
            (inner.advice, reading.advice),
        ):
            kept.more += told.more
            for note in told:
                kept.add(Note(note.line, note.sentence, name))
    decoding.count(reading)


def _described(item: Item, resource: Node, reading: Reading) -> None:
    """What the manifest says of a question: keywords, difficulty, objective."""
    keywords = list(resource.below("keyword"))
    if phrases.is_too_much(len(keywords), reading, item.line, item.code):
        reading.items.remove(item)
        return
    words = [_line(word.text) for word in keywords]
    item.tags = tuple(dict.fromkeys(word for word in words if word))
    for level in resource.below("difficulty"):
        said = " ".join(one.text for one in level.below("value", "langstring")).split()[-1:]
        found = {"difficult": "hard"}.get(said[0], said[0]) if said else ""
        item.difficulty = found if found in DIFFICULTIES else ""
    for place in resource.below("classification"):
        if "educational objective" in place.text:
            item.objective = next((_line(entry.text) for entry in place.below("id")), "")


def _line(text: str) -> str:
    return plain.one_line(plain.words(text, is_plain=True).text)


def _item(root: Node, reading: Reading) -> None:
    if root.name != "assessmentItem":
        hints = {"questestinterop": _("This is QTI 1.2. Export the questions as “QTI 2.1”.")}
        other = _("This is not a question of QTI 2.1: it begins with <%(name)s>.") % {"name": root.name[:40]}
        raise BadFile(hints.get(root.name, other))
    is_ours = root.get("toolName") == TOOL
    own = set(root.get("label").split()) if is_ours else set()
    item = Item(line=root.line, code=_line(root.get("title") or root.get("identifier")))
    body = root.first("itemBody") or root
    found = list(body.below(*flow.INTERACTIONS))
    read = kinds.reader(found)
    if read is None:
        names = ", ".join(dict.fromkeys(node.name for node in found)) or _("no interaction")
        reading.leave_out(root.line, phrases.NO_KIND % {"kind": names[:120]}, item.code)
        return
    asked = kinds.Asked(root, body, found, own, item, reading)
    if phrases.is_too_much(asked.size(), reading, root.line, item.code):
        return
    if read(asked):
        item.hint = plain.one_line(_hint(body, reading))
        _feedback(asked)
        if not is_ours and any(root.below("responseCondition", "templateDeclaration")):
            reading.advise(root.line, _("The rules of marking were not read: right is what the file names as correct."))
        reading.items.append(item)


def _hint(body: Node, reading: Reading) -> str:
    rubrics = [one for one in body.below("rubricBlock") if "candidate" in one.get("view").split()]
    return " ".join(flow.text(rubric, reading) for rubric in rubrics)


def _feedback(asked: kinds.Asked) -> None:
    """Feedback on one answer is its reason; one called “explanation” explains; others are named."""
    for feedback in asked.root.all("modalFeedback"):
        name, said = feedback.get("identifier"), flow.text(feedback, asked.reading)
        if name in asked.reasons:
            asked.reasons[name]["why"] = asked.reasons[name]["why"] or said
        elif name == "explanation":
            asked.item.explanation = said
        elif said:
            sentence = _("Feedback on the whole answer was left out; reasons stand at each answer.")
            asked.reading.leave_out(feedback.line, sentence)
