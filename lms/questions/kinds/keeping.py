"""Ids that follow words: whoever chose a word has chosen it for good, wherever it is written later."""

from collections.abc import Iterable, Mapping, Sequence


def known(told: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The id of each word, from words by id, the newest first. No two words have the same one."""
    ids: dict[str, str] = {}
    for words in told:
        taken = set(ids.values())
        ids |= {word: one for one, word in words.items() if word not in ids and one not in taken}
    return ids


def placed(words: Sequence[str], ids: Sequence[str], kept: Mapping[str, str]) -> dict[str, str]:
    """An id for each word: those that have one keep it, the others take what is left, in the order of both."""
    given = {word: kept[word] for word in words if kept.get(word) in ids}
    free = iter([one for one in ids if one not in given.values()])
    return {word: given[word] if word in given else next(free) for word in words}
