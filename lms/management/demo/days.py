"""Days of the demo, counted back from today, so that the company looks right on whatever day it is loaded."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

WEEKEND = 5


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def working(day: date) -> date:
    """The day itself, or the Friday before it: nobody starts on a Sunday."""
    return day - timedelta(days=max(day.weekday() - WEEKEND + 1, 0))


def moment(days: int, hour: int = 9, minute: int = 0) -> datetime:
    """A time of the clock on the wall, so many days ago."""
    return timezone.make_aware(datetime.combine(ago(days), time(hour, minute)))


class Clock:
    """The moments of one learner's acts: minutes apart, on working through a course over several days."""

    def __init__(self, days: int, *, hour: int = 9, minute: int = 10) -> None:
        self.days, self.hour, self.minute = days, hour, minute
        self.now = moment(days, hour, minute)

    def after(self, minutes: int) -> datetime:
        self.now += timedelta(minutes=minutes)
        return self.now

    def next_day(self) -> None:
        """Goes on the morning after; yesterday is the last day on which something happened."""
        if self.days > 1:
            self.days -= 1
            self.now = moment(self.days, self.hour, self.minute)
