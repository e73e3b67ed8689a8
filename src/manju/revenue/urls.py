"""Addresses of the money pages."""

from django.urls import path, re_path

from manju.revenue import views

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
    path("money/books/", views.books, name="books"),
    re_path(r"^money/journal\.(?P<book>csv|beancount)$", views.journal, name="journal"),
]
