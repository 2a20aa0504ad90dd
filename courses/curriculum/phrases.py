"""Phrases that the checks look for, in the languages of the courses."""

import re

THIS_WEEK = {"en": "This week", "ru": "На этой неделе", "de": "Diese Woche", "nl": "Deze week"}

_OTHERS = re.compile(
    r"""(all|none|any|both|neither|alle|alles|keine|keiner|keines|beide|geen|все|всё|ничего|ничто|ни\ один)
        (\ (of|the|these|those|der|dieser|von|van|de|deze|из|этих|oben|hier|выше))*
        (\ (above|these|them|those|others|answers|options|replies|genannten?|genanntes|obigen|antworten|davon
           |bovenstaande|antwoorden|перечисленн\w+|вышеперечисленн\w+|ответы|ответов|этих|варианты|вариантов))+
        (\ (is|are|ist|sind|zijn)\ \w+)?""",
    re.IGNORECASE | re.VERBOSE,
)
_NEGATIVE = {
    "en": re.compile(r"\b(?:not|never|cannot)\b|n[’']t\b"),
    "ru": re.compile(r"\b(?:не|нельзя|никогда)\b"),
    "de": re.compile(r"\b(?:nicht|nie|niemals|kein\w*)\b"),
    "nl": re.compile(r"\b(?:niet|nooit|geen)\b"),
}
_SENTENCE = re.compile(r".+?(?:[.!?…]+[”“’»\")]*(?=\s|$)|$)", re.DOTALL)


def gathers_others(option: str) -> bool:
    """Whether an answer stands for other answers: “All of the above”, “None of these”."""
    return bool(_OTHERS.fullmatch(option.strip(" .“”„»«\"'")))


def sentences(text: str) -> list[str]:
    return [found.strip() for found in _SENTENCE.findall(text) if found.strip()]


def is_negative(stem: str, language: str) -> bool:
    """Whether the question itself, not the case before it, says no in small letters. What is quoted does not count."""
    asked = [sentence for sentence in sentences(re.sub(r"“[^”]*”", "", stem)) if sentence.endswith("?")]
    pattern = _NEGATIVE.get(language)
    return bool(pattern and asked and pattern.search(asked[-1]))
