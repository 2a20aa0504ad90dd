"""What a view behind the door gets: the house is closed by default, so whoever asks has signed in."""

from django.http import HttpRequest

from lms.people.models import User


class SignedIn(HttpRequest):
    """A request that LoginRequiredMiddleware let through. Views marked `login_not_required` take an HttpRequest."""

    user: User
