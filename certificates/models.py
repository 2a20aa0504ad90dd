"""What was earned: a certificate is a copy of words, not a pointer to a course. It outlives the course."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.people.models import User


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: User) -> "CertificateQuerySet":
        """A person sees their own certificates; third parties use the public verification page."""
        return self.filter(holder=user)


class Certificate(models.Model):
    """Frozen at the moment of completion. Withdrawing is a state with a reason; nothing is ever deleted."""

    number = models.CharField(max_length=16, unique=True, help_text="16 Crockford base32 characters, stored bare.")
    holder = models.ForeignKey(User, models.PROTECT, related_name="certificates")
    words = models.JSONField(help_text="Everything that is printed, as it was worded on the day (see issuing.Words).")
    language = models.CharField(max_length=8)
    design = models.PositiveSmallIntegerField(default=1, help_text="Version of the drawing.")
    issued_at = models.DateTimeField()
    valid_until = models.DateField(null=True, help_text="Last valid day; empty = no expiry.")
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=400, blank=True)
    revised_at = models.DateTimeField(null=True, help_text="When its words were last put right; see the revisions.")
    objects = CertificateQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_reason="") | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
                name="certificate_revoked_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9A-HJKMNP-TV-Z]{16}$"), name="certificate_number_form"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None and not self.is_expired

    @property
    def is_expired(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()


class CertificateFile(models.Model):
    """The PDF of the present words as it was first made, filed once with its hash."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="file", primary_key=True)
    file = models.FileField(upload_to="certificates/%Y/%m")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes.")
    made_at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.sha256[:12]}"


class CertificateRevision(models.Model):
    """What a certificate said before it was put right, with the PDF if one was filed. Rows are only added."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="revisions")
    words = models.JSONField(help_text="As Certificate.words were until then.")
    file = models.FileField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=400)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="certificate_revision_has_reason"),
            models.CheckConstraint(
                condition=Q(file="", sha256="") | (~Q(file="") & ~Q(sha256="")), name="certificate_revision_whole_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} until {self.at:%Y-%m-%d}"
