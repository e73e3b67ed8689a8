"""Addresses of registrations and filings."""

from __future__ import annotations

from django.urls import path

from manju.filings.views import filings, registrations

app_name = "filings"

urlpatterns = [
    path("protection/registrations/", registrations.registrations, name="registrations"),
    path("protection/registrations/new/", registrations.begin, name="begin"),
    path("properties/<int:pk>/registrations/new/", registrations.begin_for, name="begin_for"),
    path("registrations/<int:pk>/", registrations.registration, name="registration"),
    path("registrations/<int:pk>/edit/", registrations.edit, name="registration_edit"),
    path("registrations/<int:pk>/step/", registrations.step, name="registration_step"),
    path("registrations/<int:pk>/sample/", registrations.sample, name="registration_sample"),
    path("registrations/<int:pk>/package.zip", registrations.package, name="registration_package"),
    path("protection/filings/", filings.filings, name="filings"),
    path("seasons/<int:pk>/filing/", filings.filing, name="filing"),
    path("seasons/<int:pk>/filing/edit/", filings.edit, name="filing_edit"),
    path("seasons/<int:pk>/filing/step/", filings.step, name="filing_step"),
    path("seasons/<int:pk>/filing/number/", filings.number, name="filing_number"),
    path("seasons/<int:pk>/filing/allow/", filings.allow, name="filing_allow"),
    path("seasons/<int:pk>/filing/package.zip", filings.package, name="filing_package"),
]
