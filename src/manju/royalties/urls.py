"""Addresses of settlement, and of the page by which a licensee reports by itself."""

from django.urls import path

from manju.royalties import portal, views

app_name = "royalties"

urlpatterns = [
    path("royalties/", views.overview, name="overview"),
    path("royalties/balances/", views.balances, name="balances"),
    path("royalties/contracts/<int:pk>/", views.contract, name="contract"),
    path("royalties/contracts/<int:pk>/report/", views.add_report, name="add_report"),
    path("royalties/contracts/<int:pk>/arrange/", views.arrange, name="arrange"),
    path("royalties/contracts/<int:pk>/schedule/", views.plan, name="schedule"),
    path("royalties/contracts/<int:pk>/link/", views.make_link, name="make_link"),
    path("royalties/links/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("royalties/reports/<int:pk>/", views.report, name="report"),
    path("royalties/reports/<int:pk>/file/", views.report_file, name="report_file"),
    path("royalties/reports/<int:pk>/accept/", views.accept, name="accept"),
    path("royalties/reports/<int:pk>/return/", views.send_back, name="return"),
    path("royalties/instalments/<int:pk>/received/", views.instalment_received, name="instalment_received"),
    path("royalty-statements/<int:pk>/", views.statement, name="statement"),
    path("royalty-statements/<int:pk>/withdraw/", views.take_back, name="withdraw"),
    path("royalty-statements/<int:pk>/received/", views.statement_received, name="statement_received"),
    path("royalty-statements/<int:pk>/<str:form>/", views.statement_file, name="statement_file"),
    path("royalties/payables/", views.payables, name="payables"),
    path("royalties/payables/<int:pk>/pay/", views.pay, name="pay"),
    path("royalties/payables/<int:pk>/fapiao/", views.fapiao, name="fapiao"),
    path("royalties/payables/<int:pk>/<str:form>/", views.payable_file, name="payable_file"),
    path("royalties/payees/<int:pk>/", views.payee, name="payee"),
    path("r/<str:secret>/", portal.door, name="portal"),
    path("r/<str:secret>/template/", portal.template, name="portal_template"),
    path("r/<str:secret>/royalty-statements/<int:pk>/<str:form>/", portal.statement_file, name="portal_statement"),
]
