"""Questions as files: GIFT, Aiken, Moodle XML, QTI 2.1 and tables. Pure Python: no database, no request.

Each format has a `read(bytes) -> Reading` and a `write(items) -> Written`; `formats` knows them. What a format says and
we cannot keep is listed with its line; so is what a question has and a format cannot say.
"""
