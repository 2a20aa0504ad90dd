"""What happens after the learner has their answer."""

from django_tasks import task

from certificates import filing


@task()
def file_pdf(certificate_id: int) -> None:
    """Files the PDF of one certificate; see filing."""
    filing.file(certificate_id)
