"""Addresses of the protection room."""

from django.urls import path, re_path

from manju.protection.views import authorship, cases, findings, letters, pictures, rights, scans

app_name = "protection"
urlpatterns = [
    path("protection/", findings.findings, name="findings"),
    path("protection/bring/", findings.bring, name="bring"),
    path("findings/<int:pk>/", findings.finding, name="finding"),
    path("findings/<int:pk>/again/", findings.again, name="again"),
    path("findings/<int:pk>/film", findings.film, name="film"),
    re_path(r"^findings/(?P<pk>\d+)/original/(?P<master_id>\d+)$", findings.original, name="original"),
    re_path(r"^findings/(?P<pk>\d+)/seen/(?P<picture>\d+-(?:suspect|master|residual))$", findings.seen, name="seen"),
    path("findings/<int:pk>/scores.csv", findings.scores, name="scores"),
    path("findings/<int:pk>/report.pdf", findings.report, name="report"),
    path("protection/cases/", cases.cases, name="cases"),
    path("protection/cases/new/", cases.open_case, name="case_add"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/edit/", cases.edit_case, name="case_edit"),
    path("cases/<int:pk>/event/", cases.write_event, name="case_event"),
    path("cases/<int:pk>/close/", cases.close_case, name="case_close"),
    path("cases/<int:pk>/letter/", letters.letter, name="letter"),
    re_path(r"^cases/(?P<pk>\d+)/letter\.(?P<kind>txt|html|pdf)$", letters.download, name="letter_file"),
    path("cases/<int:pk>/pack.zip", letters.pack, name="pack"),
    path("deadlines/<int:pk>/met/", cases.meet, name="met"),
    path("protection/scans/", scans.scans, name="scans"),
    path("protection/scans/now/", scans.now, name="scan_now"),
    path("scanned/<int:pk>/take/", scans.take, name="scan_take"),
    path("protection/pictures/", pictures.pictures, name="pictures"),
    path("protection/pictures/add/", pictures.add, name="picture_add"),
    path("pictures/<int:pk>/", pictures.picture, name="picture"),
    path("pictures/<int:pk>/original", pictures.original, name="picture_original"),
    path("pictures/<int:pk>/copies/", pictures.hand_out, name="picture_copies"),
    path("picture-copies/<int:pk>/file", pictures.file_of_copy, name="picture_copy"),
    path("protection/rights/", rights.rights, name="rights"),
    path("protection/rights/certificate/", rights.add_certificate, name="certificate_add"),
    path("certificates/<int:pk>/remove/", rights.remove_certificate, name="certificate_remove"),
    path("properties/<int:pk>/authorship/", authorship.authorship, name="authorship"),
    path("properties/<int:pk>/authorship/make/", authorship.make, name="authorship_make"),
    path("evidence-packs/<int:pk>.zip", authorship.download, name="evidence_pack"),
    path("protection/platforms/", rights.platform_list, name="platforms"),
]
