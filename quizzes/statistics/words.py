"""The figures in plain words: sentences that say what was found and what to do about it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.statistics.figures import ENOUGH, Figures
from quizzes.statistics.flags import Flag, Raised

# Ebel and Frisbie (Essentials of Educational Measurement, 1991): from 0.30 on a question tells well, below 0.20 poorly.
TELLS, TELLS_LITTLE = 0.30, 0.20
MINUTE = 60
STEP = 5  # seconds: nobody reads a question to the second


def right(figures: Figures) -> str:
    """Facility as a count."""
    return _("%(right)d of %(asked)d right at the first try") % {"right": figures.right, "asked": figures.asked}


def empty(figures: Figures) -> str:
    """How many were asked and gave no answer; nothing when all did."""
    count = figures.asked - figures.answered
    if not count:
        return ""
    return ngettext("%(count)d left it empty", "%(count)d left it empty", count) % {"count": count}


def pace(figures: Figures) -> str:
    """The time most people took; nothing when it is not known."""
    if figures.seconds is None:
        return ""
    if figures.seconds < MINUTE - STEP / 2:
        seconds = max(STEP, STEP * round(figures.seconds / STEP))
        return _("half took less than about %(count)d seconds") % {"count": seconds}
    minutes = max(1, round(figures.seconds / MINUTE))
    sentence = ngettext(
        "half took less than about %(count)d minute",
        "half took less than about %(count)d minutes",
        minutes,
    )
    return sentence % {"count": minutes}


def telling(figures: Figures) -> str:
    """Discrimination: whether those who do well in the rest of the quiz do better here too."""
    if figures.compared < ENOUGH:
        return _("From %(count)d people on this page says whether those who know the subject do better here.") % {
            "count": ENOUGH
        }
    found = figures.discrimination
    if found is None:
        return _("Everybody did equally well, so nothing can be said about who does better here.")
    if found >= TELLS:
        return _("People who do well in the rest of the quiz get this right clearly more often.")
    if found >= TELLS_LITTLE:
        return _("People who do well in the rest of the quiz get this right somewhat more often.")
    if found > -TELLS_LITTLE:
        return _("People who do well in the rest of the quiz get this right about as often as others.")
    return _("People who do well in the rest of the quiz get this right less often than others.")


def said(raised: Raised) -> str:
    """What to do about a flag."""
    sentence = {
        Flag.WRONG_WAY: _("People who do well miss this one: is the key right?"),
        Flag.HARD: _("Few people get this right: is the key right, and is it taught before it is asked?"),
        Flag.UNPICKED: _("Nobody picks “%(answer)s”: write a better wrong answer or remove it."),
        Flag.EASY: _("Almost everybody gets it right: keep it if everyone must know it, or ask something harder."),
    }[raised.flag]
    return sentence % {"answer": raised.words} if raised.words else sentence
