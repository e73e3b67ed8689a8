"""Login, the studio's pages, and one's own."""

from django.urls import path

from manju.people import doors, mine, views

app_name = "people"
urlpatterns = [
    path("login/", doors.log_in, name="login"),
    path("logout/", doors.log_out, name="logout"),
    path("begin/", doors.begin, name="begin"),
    path("join/<str:token>/", doors.join, name="join"),
    path("switch/", doors.switch, name="switch"),
    path("studio/", views.studio, name="studio"),
    path("studio/members/", views.members, name="members"),
    path("studio/members/invite/", views.invite, name="invite"),
    path("studio/invitations/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("studio/record/", views.record, name="record"),
    path("members/<int:pk>/role/", views.change_role, name="role"),
    path("members/<int:pk>/remove/", views.remove, name="remove"),
    path("members/<int:pk>/password/", views.offer_password, name="offer_password"),
    path("members/<int:pk>/portrait", views.portrait, name="portrait"),
    path("me/", mine.me, name="me"),
    path("me/password/", mine.password, name="password"),
    path("me/sessions/end/", mine.end_sessions, name="end_sessions"),
]
