"""Generated people: a few histories are lived by the rules, the others repeat them at other times (D38)."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from lms.management.demo import cast, copying, days, lives, names
from lms.management.demo.cast import Member, Taken
from lms.management.demo.copying import Copy
from lms.people import teams
from lms.people.models import Team, User

DOMAIN = f"stores.{cast.DOMAIN}"
STORES, PER_STORE, PER_REGION = "Stores", 50, 25
MOST_PATTERNS = 80
BATCH = 250
OPENED = 790
JOBS = ["Sales assistant", "Cashier", "Stock keeper", "Deputy manager", "Trainee"]

# What kind of person is how frequent, and how many days further back a history of this kind may lie and still be true.
KINDS = {"steady": 8, "second try": 3, "late": 1, "expired": 1, "begun": 2, "new": 1, "left": 2}
SLACK = {"steady": 20, "second try": 20, "late": 30, "expired": 60, "begun": 1, "new": 2, "left": 60}


def add(count: int) -> int:
    """Makes generated people until there are `count` of them; returns how many were made."""
    present = User.objects.filter(email__endswith=f"@{DOMAIN}").count()
    if present >= count:
        return 0
    stores = _stores(count)
    patterns = _live_patterns(range(present, min(present + _patterns(count - present), count)), stores)
    histories = copying.read(patterns)
    waiting = list(_copies(range(present + len(patterns), count), patterns, stores))
    for start in range(0, len(waiting), BATCH):
        copying.write(waiting[start : start + BATCH], histories)
    _lead(stores)
    return count - present


def _patterns(count: int) -> int:
    return max(8, min(MOST_PATTERNS, count // 12))


def _stores(count: int) -> list[Team]:
    """Enough stores for so many people, in regions, below a branch of their own."""
    northwind = Team.objects.get(name=cast.NORTHWIND, parent=None)
    branch = _team(STORES, northwind)
    wanted = -(-count // PER_STORE)
    regions = [_team(f"Region {n}", branch) for n in range(1, -(-wanted // PER_REGION) + 1)]
    return [_team(f"Store {n:03}", regions[(n - 1) // PER_REGION]) for n in range(1, wanted + 1)]


def _team(name: str, parent: Team) -> Team:
    found = Team.objects.filter(name=name, parent=parent).first()
    return found or teams.add(name, parent=parent, by=None, now=days.moment(OPENED))


def _lead(stores: list[Team]) -> None:
    """The longest serving person of each store leads it."""
    for store in stores:
        if not store.leads.exists() and (
            first := store.people.filter(is_active=True).order_by("first_day", "pk").first()
        ):
            teams.set_leads(store, [first], by=None)


def _live_patterns(numbers: range, stores: list[Team]) -> dict[int, str]:
    """People who live through the rules, by id with their kind: every kind in turn."""
    head, steps = User.objects.get(email=f"rosa@{cast.DOMAIN}"), lives.plan(stores=True)
    turns = [kind for kind, times in KINDS.items() for _ in range(times)]
    lived = {}
    for place, number in enumerate(numbers):
        kind = turns[(place * 7) % len(turns)]
        member = _member(number, kind)
        person = lives.add(member, _store(number, stores), by=head)
        lives.live(member, person, steps, leads={}, by=head)
        lived[person.pk] = kind
    return lived


def _member(number: int, kind: str) -> Member:
    dice = Random(number)  # noqa: S311  the same people every time
    language = list(names.FIRST)[number % len(names.FIRST)]
    member = Member(
        names.of(number, language),
        f"p{number:05}",
        language,
        "",
        dice.choice(JOBS),
        dice.randint(30, 700),
        domain=DOMAIN,
    )
    if kind == "second try":
        return replace(member, tries="fp")
    if kind == "late":
        return replace(member, came=dice.randint(20, 40), taken=(Taken(15, lessons=dice.randint(1, 3)),))
    if kind == "expired":
        return replace(member, came=dice.randint(410, 600), taken=(Taken(dice.randint(375, 400)),))
    if kind == "begun":
        return replace(member, came=dice.randint(5, 9), taken=(Taken(4, lessons=dice.randint(1, 4)),))
    if kind == "new":
        return replace(member, came=dice.randint(0, 9), taken=(), has_signed_in=dice.random() < 0.7)
    return replace(member, left=dice.randint(5, 200)) if kind == "left" else member


def _copies(numbers: range, patterns: dict[int, str], stores: list[Team]) -> Iterator[Copy]:
    people = User.objects.in_bulk(patterns)
    turns = list(patterns)
    for number in numbers:
        pattern = turns[number % len(turns)]
        dice = Random(number)  # noqa: S311
        yield Copy(
            pattern=pattern,
            name=names.of(number, people[pattern].language),
            email=f"p{number:05}@{DOMAIN}",
            team=_store(number, stores),
            earlier=dice.randint(0, SLACK[patterns[pattern]]),
        )


def _store(number: int, stores: list[Team]) -> Team:
    return stores[number % len(stores)]
