"""A person's certificates, and the public door where anyone checks one."""

from django.urls import path

from certificates import views

urlpatterns = [
    path("certificates/", views.certificates, name="certificates"),
    path("certificates/<slug:number>/", views.certificate, name="certificate"),
    path("certificates/<slug:number>/pdf/", views.certificate_pdf, name="certificate_pdf"),
    path("me/name/", views.name, name="me_name"),
    path("v/", views.verify, name="verify"),
    path("v/<str:number>/", views.verify_number, name="verify_number"),
]
