"""The bare view: session, person, a list of twenty in a template."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lms.people.models import User


@login_required
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "bench/view.html", {"people": User.objects.order_by("id")[:20]})
