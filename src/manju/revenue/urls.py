"""Addresses of the money pages."""

from django.urls import path, re_path

from manju.revenue import agreement_views, cash_views, title_views, views

app_name = "revenue"

urlpatterns = [
    path("money/", views.money, name="money"),
    path("money/postings/", views.postings, name="postings"),
    path("money/statements/", views.statements, name="statements"),
    path("money/statements/columns/", views.mapped, name="mapped"),
    path("statements/<int:pk>/", views.statement, name="statement"),
    path("statements/<int:pk>/match/", views.match, name="match"),
    path("statements/<int:pk>/withdraw/", views.take_back, name="withdraw"),
    path("money/expenses/", views.expenses, name="expenses"),
    path("money/agreements/", agreement_views.agreements, name="agreements"),
    path("money/agreements/new/", agreement_views.agreement_new, name="agreement_new"),
    path("money/agreements/example/", agreement_views.agreement_example, name="agreement_example"),
    path("money/cash/", cash_views.cash, name="cash"),
    path("money/dues/", cash_views.dues, name="dues"),
    path("money/receipts/", cash_views.receipts, name="receipts"),
    path("works/<int:pk>/money/", title_views.title, name="title"),
    path("dues/<int:pk>/", cash_views.due, name="due"),
    path("dues/<int:pk>/release/", cash_views.due_release, name="due_release"),
    path("dues/<int:pk>/reopen/", cash_views.due_reopen, name="due_reopen"),
    path("movements/<int:pk>/", cash_views.movement, name="movement"),
    path("money/books/", views.books, name="books"),
    re_path(r"^money/journal\.(?P<book>csv|xlsx|beancount)$", views.journal, name="journal"),
]
