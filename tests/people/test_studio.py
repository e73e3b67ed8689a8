"""The studio: its beginning, names, invitations, roles, leaving, record, portraits."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from factories import PASSWORD, make_member, make_studio, make_user
from manju.people import actions
from manju.people.errors import Refused
from manju.people.forms import DetailsForm
from manju.people.models import AuditLine, Invitation, Member, Role, Studio, User
from manju.people.scope import every_studio, in_studio

pytestmark = [pytest.mark.db, pytest.mark.django_db]
HERE = {"SERVER_NAME": "localhost", "HTTP_ACCEPT_LANGUAGE": "en"}
FIRST = {"name_zh": "青灯工作室", "name_en": "", "name": "林栖", "email": "lin@example.com", "password": PASSWORD}


def as_(member: Member) -> Client:
    client = Client(**HERE)
    client.force_login(member.user)
    return client


@pytest.fixture
def studio() -> Studio:
    return make_studio("青灯工作室", "Lamplight Studio")


@pytest.fixture
def owner(studio) -> Member:
    return make_member(studio, language="en", name="Lin Qi")


def verbs(studio: Studio) -> list[str]:
    with in_studio(studio):
        return list(AuditLine.objects.values_list("verb", flat=True))


def test_an_empty_home_leads_to_its_beginning_and_makes_an_owner() -> None:
    client = Client(**HERE)
    assert client.get("/")["Location"] == "/login/?next=%2F"
    assert client.get("/login/")["Location"] == "/begin/"
    assert client.post("/begin/", FIRST)["Location"] == "/"
    assert client.get("/studio/").status_code == 200
    studio = Studio.objects.get()
    assert (studio.name_zh, studio.name_en) == ("青灯工作室", "青灯工作室")
    with in_studio(studio):
        assert [(m.user.email, m.role) for m in Member.objects.all()] == [("lin@example.com", "owner")]
    assert verbs(studio) == ["studio.begun"]


def test_a_second_beginning_is_not_there(studio, owner) -> None:
    assert Client(**HERE).get("/begin/").status_code == 404
    assert Client(**HERE).post("/begin/", FIRST).status_code == 404
    with pytest.raises(Refused):
        actions.begin_studio(**FIRST)
    assert (Studio.objects.count(), User.objects.count()) == (1, 1)


def test_a_studio_that_commands_have_begun_becomes_the_first_persons() -> None:
    files = Studio.objects.create(name_zh="工作室", name_en="Studio")
    client = Client(**HERE)
    assert client.get("/login/")["Location"] == "/begin/"
    assert client.post("/begin/", FIRST)["Location"] == "/"
    files.refresh_from_db()
    assert (Studio.objects.count(), files.name_zh) == (1, FIRST["name_zh"])


def test_nobody_begins_from_elsewhere() -> None:
    far = Client(SERVER_NAME="localhost", REMOTE_ADDR="10.0.0.8", HTTP_ACCEPT_LANGUAGE="en")
    assert far.get("/login/").status_code == 200
    assert far.post("/begin/", FIRST).status_code == 403
    assert Studio.objects.count() == 0


def test_a_weak_password_begins_nothing() -> None:
    answer = Client(**HERE).post("/begin/", {**FIRST, "password": "short"})
    assert answer.status_code == 422
    assert "The password needs at least 10 characters." in answer.content.decode()
    assert 'value="林栖"' in answer.content.decode()
    assert Studio.objects.count() == 0


def test_the_owner_changes_names_and_code_and_the_record_says_what(studio, owner) -> None:
    answer = as_(owner).post("/studio/", {"name_zh": "青灯", "name_en": "Lamplight", "producer_code": " 91110108MA01 "})
    assert answer["Location"] == "/studio/"
    studio.refresh_from_db()
    assert (studio.name_zh, studio.name_en, studio.producer_code) == ("青灯", "Lamplight", "91110108MA01")
    with in_studio(studio):
        assert AuditLine.objects.get().details == {
            "changed": {
                "name_zh": ["青灯工作室", "青灯"], "name_en": ["Lamplight Studio", "Lamplight"],
                "producer_code": ["", "91110108MA01"],
            }
        }  # fmt: skip


@given(st.text(max_size=80))
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_code_is_up_to_64_printable_characters(code: str) -> None:
    form = DetailsForm({"name_zh": "青灯", "producer_code": code})
    kept = code.strip()
    if form.is_valid():
        assert form.cleaned_data["producer_code"] == kept
        assert kept.isprintable()
        assert len(kept) <= 64
    else:
        assert set(form.errors) == {"producer_code"}
        assert len(kept) > 64 or not kept.isprintable()


@pytest.mark.parametrize("role", [r for r in Role.values if r != "owner"])
def test_only_owners_manage(studio, owner, role) -> None:
    client = as_(make_member(studio, role, language="en"))
    assert client.get("/studio/members/").status_code == 200
    posts = ["/studio/", "/studio/members/invite/", f"/members/{owner.pk}/role/", f"/members/{owner.pk}/remove/"]
    assert [client.post(p, {"role": "viewer", "name_zh": "x"}).status_code for p in posts] == [403] * 4
    assert verbs(studio) == []


def invited(client: Client, **words: Any) -> str:
    page = client.post(
        "/studio/members/invite/", {"email": "gu@example.com", "name": "Gu Qing", "role": "creator", **words}
    ).content.decode()
    return page.split('value="http://localhost')[1].split('"')[0]


def test_an_invited_person_joins_by_the_link_once(studio, owner) -> None:
    link = invited(as_(owner))
    guest = Client(**HERE)
    assert "Join Lamplight Studio" in guest.get(link).content.decode()
    assert guest.post(link, {"name": "顾青", "password": PASSWORD})["Location"] == "/"
    assert guest.get("/studio/members/").status_code == 200
    with in_studio(studio):
        member = Member.objects.get(user__email="gu@example.com")
    assert (member.role, member.user.name) == ("creator", "顾青")
    assert Client(**HERE).get(link).status_code == 404
    assert verbs(studio) == ["member.joined", "member.invited"]


def test_the_database_does_not_hold_the_link(studio, owner) -> None:
    token = invited(as_(owner)).split("/")[-2]
    with in_studio(studio):
        row = Invitation.objects.get()
    assert len(row.token_sha256) == 64
    assert token not in str(vars(row))


def test_an_invitation_ends_after_seven_days_or_when_withdrawn(studio, owner) -> None:
    with in_studio(studio):
        row, token = actions.invite(email="gu@example.com", name="Gu", role="viewer", by=owner.user)
        assert actions.open_invitation(token, now=timezone.now() + timedelta(days=6, hours=23)) == row
        assert actions.open_invitation(token, now=timezone.now() + timedelta(days=7, seconds=1)) is None
    assert as_(owner).post(f"/studio/invitations/{row.pk}/withdraw/").status_code == 302
    assert Client(**HERE).get(f"/join/{token}/").status_code == 404
    assert verbs(studio) == ["member.invitation_withdrawn", "member.invited"]


def test_a_new_invitation_makes_the_old_link_worthless(owner) -> None:
    old = invited(as_(owner))
    new = invited(as_(owner), role="viewer")
    assert [Client(**HERE).get(link).status_code for link in (old, new)] == [404, 200]


def test_a_member_is_not_invited_again(owner) -> None:
    words = {"email": owner.user.email.upper(), "name": "x", "role": "viewer"}
    answer = as_(owner).post("/studio/members/invite/", words)
    assert answer.status_code == 422
    assert "This address is a member already." in answer.content.decode()


def test_somebody_with_an_account_joins_with_its_password_only(studio, owner) -> None:
    known = make_member(make_studio("长风", "Longwind"), email="gu@example.com", password="other words 8")
    link = invited(as_(owner))
    assert Client(**HERE).post(link, {"name": "x", "password": PASSWORD}).status_code == 422
    client = Client(**HERE)
    assert client.post(link, {"password": "other words 8"})["Location"] == "/"
    assert "Lamplight Studio" in client.get("/studio/").content.decode()
    with every_studio(why="test"):
        assert Member.objects.filter(user=known.user).count() == 2


def test_a_member_who_lost_the_password_chooses_a_new_one_by_a_link(studio, owner) -> None:
    member = make_member(studio, "creator", email="gu@example.com", language="en")
    elsewhere = as_(member)
    page = as_(owner).post(f"/members/{member.pk}/password/").content.decode()
    link = page.split('value="http://localhost')[1].split('"')[0]
    guest = Client(**HERE)
    assert "Choose a new password" in guest.get(link).content.decode()
    assert guest.post(link, {"password": "short"}).status_code == 422
    assert guest.post(link, {"password": "brand new words"})["Location"] == "/"
    assert elsewhere.get("/me/").status_code == 302
    member.refresh_from_db()
    assert (member.role, User.objects.get(pk=member.user_id).check_password("brand new words")) == ("creator", True)
    assert Client(**HERE).get(link).status_code == 404
    assert verbs(studio) == ["person.password_renewed", "member.password_offered"]


def test_a_studio_cannot_open_the_door_of_another(studio, owner) -> None:
    member = make_member(studio, "creator")
    with in_studio(studio):
        _, token = actions.offer_new_password(member, by=owner.user)
        make_member(make_studio("长风", "Longwind"), user=member.user)
        with pytest.raises(Refused):
            actions.offer_new_password(member, by=owner.user)
    with pytest.raises(Refused):
        actions.accept_invitation(token, name="", password="brand new words")
    assert User.objects.get(pk=member.user_id).check_password(PASSWORD)


def test_a_member_of_two_studios_chooses(studio, owner) -> None:
    other = make_studio("长风", "Longwind")
    make_member(other, "viewer", user=owner.user)
    client = as_(owner)
    assert "Lamplight Studio" in client.get("/studio/").content.decode()
    assert client.post("/switch/", {"studio": other.pk})["Location"] == "/"
    assert "<h1>Longwind</h1>" in client.get("/studio/").content.decode()
    assert client.post("/switch/", {"studio": make_studio("外", "Away").pk}).status_code == 404


def test_a_role_is_changed_and_recorded(studio, owner) -> None:
    member = make_member(studio, "viewer", name="Gu")
    assert as_(owner).post(f"/members/{member.pk}/role/", {"role": "finance"}).status_code == 302
    member.refresh_from_db()
    assert member.role == "finance"
    with in_studio(studio):
        line = AuditLine.objects.get()
    assert (line.verb, line.what_en, line.by) == ("member.role_changed", "Gu is now Finance", owner.user)


def test_a_removed_member_is_out_at_once_and_their_deeds_stay(studio, owner) -> None:
    member = make_member(studio, "owner", name="Gu")
    theirs = as_(member)
    theirs.post("/studio/", {"name_zh": "青灯"})
    assert as_(owner).post(f"/members/{member.pk}/remove/").status_code == 302
    assert theirs.get("/studio/")["Location"] == "/login/?next=%2Fstudio%2F"
    with in_studio(studio):
        assert list(Member.objects.all()) == [owner]
    assert verbs(studio) == ["member.removed", "studio.changed"]


def test_the_last_owner_stays_an_owner(studio, owner) -> None:
    client = as_(owner)
    for address, words in ((f"/members/{owner.pk}/role/", {"role": "viewer"}), (f"/members/{owner.pk}/remove/", {})):
        answer = client.post(address, words, follow=True)
        assert actions.LAST_OWNER.en in answer.content.decode()
    owner.refresh_from_db()
    assert owner.role == "owner"
    assert verbs(studio) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["demote", "remove"])
def test_of_two_owners_who_drop_each_other_at_once_one_remains(studio, owner, deed) -> None:
    both = [owner, make_member(studio, "owner")]
    start, said = threading.Barrier(2), []

    def drop(target: Member, by: Member) -> None:
        try:
            with in_studio(studio):
                start.wait()
                if deed == "demote":
                    actions.change_role(target, "viewer", by=by.user)
                else:
                    actions.remove_member(target, by=by.user)
            said.append("done")
        except Refused:
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=drop, args=pair) for pair in (both, both[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["done", "refused"]
    with in_studio(studio):
        assert Member.objects.filter(role="owner").count() == 1


def test_another_studios_members_and_invitations_are_not_there(studio, owner) -> None:
    other = make_studio("长风", "Longwind")
    stranger = make_member(other, name="Stranger")
    with in_studio(other):
        row, _ = actions.invite(email="x@example.com", name="Stranger guest", role="viewer", by=stranger.user)
    client = as_(owner)
    addresses = [
        f"/members/{stranger.pk}/role/",
        f"/members/{stranger.pk}/remove/",
        f"/studio/invitations/{row.pk}/withdraw/",
    ]
    assert [client.post(a, {"role": "viewer"}).status_code for a in addresses] == [404] * 3
    assert client.get(f"/members/{stranger.pk}/portrait").status_code == 404
    for page in ("/studio/members/", "/studio/record/"):
        assert "Stranger" not in client.get(page).content.decode()


def test_the_record_is_shown_page_by_page(studio, owner) -> None:
    with in_studio(studio):
        AuditLine.objects.bulk_create(
            [AuditLine(verb="x", what_zh=f"事{n}", what_en=f"Deed {n};", by=owner.user) for n in range(51)]
        )
    client = as_(owner)
    first, second = (client.get(f"/studio/record/?page={n}").content.decode() for n in (1, 2))
    assert "Rows 1–50 of 51" in first
    assert "Rows 51–51 of 51" in second
    assert (first.count("Deed "), second.count("Deed ")) == (50, 1)


@pytest.fixture
def portraits(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "portraits").mkdir(parents=True)
    return tmp_path / "media"


def portrait_of(owner: Member, name: str) -> Any:
    User.objects.filter(pk=owner.user_id).update(portrait=name)
    return as_(owner).get(f"/members/{owner.pk}/portrait")


def test_a_portrait_is_served_as_the_picture_it_is(portraits, owner) -> None:
    (portraits / "portraits/lin.png").write_bytes(b"\x89PNG\r\n\x1a\nrest")
    answer = portrait_of(owner, "portraits/lin.png")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert b"".join(answer.streaming_content) == b"\x89PNG\r\n\x1a\nrest"


@pytest.mark.parametrize(
    "name", ["", "portraits", "portraits/none.png", "portraits/page.png", "../secret.png", "/etc/hostname"]
)
@pytest.mark.once
def test_what_is_no_portrait_is_not_served(portraits, owner, name) -> None:
    (portraits / "portraits/page.png").write_bytes(b"<script>alert(1)</script>")
    (portraits.parent / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\nsecret")
    assert portrait_of(owner, name).status_code == 404


def test_me_changes_name_language_and_theme(owner) -> None:
    client = as_(owner)
    answer = client.post("/me/", {"name": "林栖", "language": "zh", "theme": "dark"}, follow=True)
    page = answer.content.decode()
    assert 'data-theme="dark"' in page
    assert 'lang="zh-CN"' in page
    assert "已保存。" in page
    owner.user.refresh_from_db()
    assert (owner.user.name, owner.user.language, owner.user.theme) == ("林栖", "zh", "dark")


def test_a_new_password_ends_the_other_sessions_only(owner) -> None:
    here, there = as_(owner), as_(owner)
    assert here.post("/me/password/", {"old": "not it at all", "new": "brand new words"}).status_code == 422
    assert here.post("/me/password/", {"old": PASSWORD, "new": "password123"}).status_code == 422
    assert there.get("/me/").status_code == 200
    assert here.post("/me/password/", {"old": PASSWORD, "new": "brand new words"}).status_code == 302
    assert (here.get("/me/").status_code, there.get("/me/").status_code) == (200, 302)
    owner.user.refresh_from_db()
    assert owner.user.check_password("brand new words")


def test_logging_out_everywhere_keeps_this_session(studio, owner) -> None:
    here, there = as_(owner), as_(owner)
    before = here.session.session_key
    assert here.post("/me/sessions/end/").status_code == 302
    assert (here.get("/me/").status_code, there.get("/me/").status_code) == (200, 302)
    assert here.session.session_key != before
    assert verbs(studio) == ["person.sessions_ended"]


def test_a_person_with_two_accounts_of_one_address_cannot_be() -> None:
    make_user(email="Lin@Example.com")
    assert User.objects.get().email == "lin@example.com"
