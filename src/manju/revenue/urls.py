"""Addresses of the money pages."""

from django.urls import path, re_path

from manju.revenue import cash_views, views

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
    path("money/cash/", cash_views.cash, name="cash"),
    path("money/dues/", cash_views.dues, name="dues"),
    path("money/receipts/", cash_views.receipts, name="receipts"),
    path("dues/<int:pk>/", cash_views.due, name="due"),
    path("dues/<int:pk>/release/", cash_views.due_release, name="due_release"),
    path("dues/<int:pk>/reopen/", cash_views.due_reopen, name="due_reopen"),
    path("movements/<int:pk>/", cash_views.movement, name="movement"),
    path("money/books/", views.books, name="books"),
    re_path(r"^money/journal\.(?P<book>csv|beancount)$", views.journal, name="journal"),
]
