"""What was earned."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "certificates"
    verbose_name = "Certificates"
    guarded = {"certificates_certificate": "DELETE", "certificates_certificaterevision": "UPDATE DELETE"}
