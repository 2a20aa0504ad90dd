"""Queries that are asked with almost every page, put together once per process and planned once per connection: both
cost more than asking them.

Such a query is written like any other, with places for what differs each time:

    @sql.once
    def _taken() -> QuerySet[Enrolment]:
        return Enrolment.objects.filter(person__in=sql.Given("people", many=True))

    _taken(people=[3, 5])  # the rows, asked for now
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar
from weakref import WeakSet

import psycopg
from django.db import connection
from django.db.models import BigAutoField, Expression, Field, IntegerField, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


# Connections that keep the first plan of a statement. What is asked here goes by ids, so it is the same for all values;
# left to itself PostgreSQL plans each statement five times more, and connections are new every hour.
_told: "WeakSet[Any]" = WeakSet()


class Given(Expression):
    """The place of a value that is given each time: an id, unless `field` says what else.

    With `many` it is a list of them, for `__in`; nothing is in an empty one.
    """

    def __init__(self, name: str, field: "Field[Any, Any] | None" = None, *, many: bool = False) -> None:
        super().__init__(output_field=field or BigAutoField())
        self.name, self.many = name, many

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return ("(%s)" if self.many else "%s"), (self,)

    def _is_in_range(self, value: Any) -> bool:
        """No row has a number that its column cannot hold; the database would not compare it, but fail."""
        if not isinstance(value, int) or not isinstance(self.output_field, IntegerField):
            return True
        least, most = connection.ops.integer_field_range(self.output_field.get_internal_type())
        return (least is None or least <= value) and (most is None or value <= most)

    def taken_from(self, values: dict[str, Any]) -> tuple[str, list[Any]]:
        """What stands in this place now: the marks and the parameters for them."""
        these = values[self.name] if self.many else [values[self.name]]
        these = [one for one in these if self._is_in_range(one)]
        written = [self.output_field.get_db_prep_value(one, connection) for one in these]
        return ", ".join(["%s"] * len(written)) or "NULL", written


class once(Generic[Row]):
    """Turns a function that makes a queryset into one that takes the given values and returns the rows.

    For what one statement brings: no prefetch. The queryset must be the same each time it is made.
    """

    def __init__(self, make: Callable[[], "QuerySet[Any, Row]"]) -> None:
        self._make = make
        self._made: _Statement[Row] | None = None

    def __call__(self, **values: Any) -> list[Row]:
        if self._made is None:
            self._made = _Statement(self._make())
        return self._made.rows(values)


@contextmanager
def _planned_once() -> Iterator[None]:
    """What is asked here sends its values beside the statement: so PostgreSQL can keep the plan (DATABASE_PLANS).

    Not while queries are recorded: then Django wants to read them whole.
    """
    connection.ensure_connection()
    asked: Any = connection.connection
    if connection.vendor != "postgresql" or connection.queries_logged or asked.prepare_threshold is None:
        yield
        return
    if asked not in _told:
        asked.execute("SET plan_cache_mode = force_generic_plan")
        _told.add(asked)
    usual, asked.cursor_factory = asked.cursor_factory, psycopg.Cursor
    try:
        yield
    finally:
        asked.cursor_factory = usual


class _Statement(Generic[Row]):
    """A queryset with its SQL, which Django would otherwise write anew each time."""

    def __init__(self, queryset: "QuerySet[Any, Row]") -> None:
        self.queryset: Any = queryset
        # Not the connection of this thread but whichever asks.
        self.compiler = self.queryset.query.get_compiler(connection=connection)
        text, self.parameters = self.compiler.as_sql()
        converters = self.compiler.get_converters([column for column, _written, _name in self.compiler.select])
        self.compiler.get_converters = lambda columns: converters
        self.pieces = text.split("%s")
        if len(self.pieces) != len(self.parameters) + 1:
            raise ValueError(f"A literal %s cannot stand in a query that is written once: {text}")

    def rows(self, values: dict[str, Any]) -> list[Row]:
        compiler, query = copy.copy(self.compiler), copy.copy(self.queryset.query)
        compiler.as_sql = lambda *args, **kwargs: self._filled(values)
        query.get_compiler = lambda *args, **kwargs: compiler
        asked = type(self.queryset)(self.queryset.model, query)
        with _planned_once():
            return list(self.queryset._iterable_class(asked))

    def _filled(self, values: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
        text, parameters = [self.pieces[0]], []
        for parameter, piece in zip(self.parameters, self.pieces[1:], strict=True):
            marks, written = parameter.taken_from(values) if isinstance(parameter, Given) else ("%s", [parameter])
            text += [marks, piece]
            parameters += written
        return "".join(text), tuple(parameters)
