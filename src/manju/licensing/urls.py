"""Addresses of the licensing room."""

from django.urls import path

from manju.licensing.views import approvals, calendar, contracts, rights, writing

app_name = "licensing"
urlpatterns = [
    path("licensing/", calendar.home, name="home"),
    path("properties/<int:pk>/rights/", calendar.calendar, name="calendar"),
    path("properties/<int:pk>/rights/ask/", calendar.ask, name="ask"),
    path("properties/<int:pk>/rights/list/", rights.held, name="held"),
    path("properties/<int:pk>/rights/give/", rights.give, name="give"),
    path("properties/<int:pk>/rights/hold/", rights.hold, name="right_add"),
    path("properties/<int:pk>/rights/hold-back/", rights.hold_back, name="holdback_add"),
    path("properties/<int:pk>/rights/option/", rights.give_option, name="option_add"),
    path("grants/<int:pk>/end/", rights.end, name="grant_end"),
    path("options/<int:pk>/asked/", rights.asked, name="option_asked"),
    path("licensing/territories/", rights.territories, name="territories"),
    path("licensing/contracts/", contracts.contracts, name="contracts"),
    path("licensing/contracts/add/", contracts.add, name="contract_add"),
    path("licensing/contracts/write/", writing.write, name="write"),
    path("licensing/calendar.ics", contracts.calendar_of_all, name="calendar_of_all"),
    path("contracts/<int:pk>/", contracts.contract, name="contract"),
    path("contracts/<int:pk>/terms/", contracts.terms, name="terms"),
    path("contracts/<int:pk>/sign/", contracts.sign, name="sign"),
    path("contracts/<int:pk>/document/", contracts.bring, name="bring"),
    path("contracts/<int:pk>/calendar.ics", contracts.calendar_of_contract, name="calendar_of_contract"),
    path("contracts/<int:pk>/approvals/", approvals.take_in, name="take_in"),
    path("contract-documents/<int:pk>/check/", contracts.check_again, name="check_again"),
    path("documents/<int:pk>/", contracts.document, name="document"),
    path("licensing/approvals/", approvals.approvals, name="approvals"),
    path("approvals/<int:pk>/", approvals.approval, name="approval"),
    path("approvals/<int:pk>/decide/", approvals.decide, name="decide"),
    path("approval-pictures/<int:pk>.jpg", approvals.picture, name="approval_picture"),
]
