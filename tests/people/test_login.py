"""Logging in: what is let through, what is refused, and how often it may be tried."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from factories import PASSWORD, make_member, make_studio, make_user
from manju.people import login
from manju.people.errors import Refused
from manju.people.models import FailedLogin, Member, Studio
from manju.people.nearby import is_loopback

pytestmark = [pytest.mark.db, pytest.mark.django_db]

HERE = {"SERVER_NAME": "localhost", "HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def lin() -> Member:
    return make_member(make_studio(), email="lin@example.com", language="en")


def try_it(client: Client, email: str = "lin@example.com", password: str = PASSWORD, **data: Any) -> Any:
    return client.post("/login/", {"email": email, "password": password, **data})


def test_the_right_password_opens_today_with_a_new_session_key(lin) -> None:
    client = Client(**HERE)
    client.get("/login/")
    session = client.session
    session["visited"] = True
    session.save()
    before = client.session.session_key
    answer = try_it(client, email="  LIN@Example.com")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session.session_key != before
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/jobs/?x=1", "/jobs/?x=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
@pytest.mark.once
def test_the_login_leads_on_only_within_this_house(lin, asked, led) -> None:
    assert try_it(Client(**HERE), next=asked)["Location"] == led


def test_a_wrong_password_keeps_the_address_and_not_the_password(lin) -> None:
    answer = try_it(Client(**HERE), password="wrong one 1")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="lin@example.com"' in page
    assert "wrong one 1" not in page
    assert str(login.WRONG.en) in page
    assert 'aria-describedby="id_password_error"' in page


def test_an_unknown_account_hears_the_same_and_costs_the_same_hashing(lin, monkeypatch) -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hashed: list[str] = []
    for name in ("encode", "verify"):
        usual = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(
            Argon2PasswordHasher,
            name,
            lambda self, *a, _usual=usual, _name=name: (hashed.append(_name), _usual(self, *a))[1],
        )
    known = try_it(Client(**HERE), password="wrong one 1").content.decode()
    count, hashed[:] = len(hashed), []
    unknown = try_it(Client(**HERE), email="nobody@example.com", password="wrong one 1").content.decode()
    assert (count, len(hashed)) == (1, 1)
    assert login.WRONG.en in known
    assert login.WRONG.en in unknown


def test_after_five_failures_the_right_password_must_wait_too(lin) -> None:
    client = Client(**HERE)
    for _ in range(5):
        assert login.WRONG.en in try_it(client, password="wrong one 1").content.decode()
    answer = try_it(client)
    assert answer.status_code == 422
    assert "Too many tries. Wait 10 min and try again." in answer.content.decode()
    assert FailedLogin.objects.count() == 5


def test_failures_count_for_one_account_from_one_address(lin) -> None:
    for _ in range(5):
        try_it(Client(**HERE), password="wrong one 1")
    make_member(Studio.objects.get(), email="gu@example.com")
    assert try_it(Client(**HERE), email="gu@example.com").status_code == 302
    assert try_it(Client(**HERE, REMOTE_ADDR="10.1.1.1")).status_code == 302


def test_a_success_forgets_earlier_failures(lin) -> None:
    for _ in range(4):
        try_it(Client(**HERE), password="wrong one 1")
    assert try_it(Client(**HERE)).status_code == 302
    assert FailedLogin.objects.count() == 0


def test_the_wait_ends_ten_minutes_after_the_first_of_five(lin, rf) -> None:
    request, began = rf.post("/login/"), timezone.now()
    for minute in range(5):
        with pytest.raises(Refused):
            login.log_in(request, email="lin@example.com", password="no", now=began + timedelta(minutes=minute))
    with pytest.raises(Refused) as refused:
        login.log_in(request, email="lin@example.com", password=PASSWORD, now=began + timedelta(minutes=7, seconds=30))
    assert refused.value.message.en == "Too many tries. Wait 3 min and try again."
    with pytest.raises(Refused) as wrong:
        login.log_in(request, email="lin@example.com", password="no", now=began + timedelta(minutes=10, seconds=1))
    assert wrong.value.message == login.WRONG


@pytest.mark.parametrize(
    "place",
    [
        {"SERVER_NAME": "testserver"},
        {"SERVER_NAME": "localhost", "REMOTE_ADDR": "192.168.1.9"},
        {"SERVER_NAME": "localhost", "HTTP_X_FORWARDED_FOR": "203.0.113.4"},
    ],
)
def test_a_sample_account_is_refused_from_elsewhere(place) -> None:
    member = make_member(make_studio(), email="sample@example.com", is_sample=True)
    client = Client(HTTP_ACCEPT_LANGUAGE="en", **place)
    answer = try_it(client, email="sample@example.com")
    assert answer.status_code == 422
    assert login.SAMPLE_STAYS_HERE.en in answer.content.decode()
    client.force_login(member.user)  # nor does a session carried over help
    assert client.get("/")["Location"] == "/login/?next=%2F"
    assert login.SAMPLE_STAYS_HERE.en in client.get("/login/").content.decode()


def test_a_sample_account_is_refused_on_a_server_that_others_reach(settings) -> None:
    settings.BIND_HOST = "0.0.0.0"  # noqa: S104
    make_member(make_studio(), email="sample@example.com", is_sample=True)
    assert try_it(Client(**HERE), email="sample@example.com").status_code == 422


def test_a_sample_account_works_on_this_machine() -> None:
    make_member(make_studio(), email="sample@example.com", is_sample=True)
    client = Client(**HERE)
    assert try_it(client, email="sample@example.com").status_code == 302
    assert client.get("/").status_code == 200


def test_somebody_without_a_studio_is_told_so() -> None:
    make_studio()
    make_user(email="gone@example.com")
    client = Client(**HERE)
    assert login.NO_STUDIO.en in try_it(client, email="gone@example.com").content.decode()
    assert "_auth_user_id" not in client.session


def test_a_closed_account_cannot_log_in(lin) -> None:
    lin.user.is_active = False
    lin.user.save()
    assert try_it(Client(**HERE)).status_code == 422


def test_log_out_is_a_post_and_ends_the_session(lin) -> None:
    client = Client(**HERE)
    try_it(client)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.get("/")["Location"] == "/login/?next=%2F"


def test_posts_need_the_token_of_the_page(lin) -> None:
    assert try_it(Client(enforce_csrf_checks=True, **HERE)).status_code == 403


@pytest.mark.parametrize(
    ("host", "near"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("[::1]", True), ("localhost", True),
     ("0.0.0.0", False),  # noqa: S104
     ("::", False), ("192.168.1.7", False), ("localhost.example.com", False), ("", False)],
)  # fmt: skip
@pytest.mark.once
def test_loopback_addresses_are_known(host, near) -> None:
    assert is_loopback(host) is near
