"""Dates as Russian writes them inside a sentence: the month in the genitive, no full stop after the year."""

DATE_FORMAT = "j E Y"
MONTH_DAY_FORMAT = "j E"
DATETIME_FORMAT = "j E Y, H:i"
TIME_FORMAT = "H:i"
SHORT_DATE_FORMAT = "d.m.Y"
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
