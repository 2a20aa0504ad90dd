"""What is done after the answer has gone out, so that its time tells nothing about who is here."""

from django_tasks import task

from lms import mail
from lms.people.models import User, normal_address


@task()
def write(address: str, template: str, context: dict[str, str]) -> bool:
    """Writes to the person with this address, in their language. Strangers and people who left get nothing (R24, R27).

    True when a mail went out.
    """
    person = User.objects.filter(email=normal_address(address), is_active=True).first()
    if person is None:
        return False
    mail.send(person.email, template=template, context={**context, "name": person.name}, language=person.language)
    return True
