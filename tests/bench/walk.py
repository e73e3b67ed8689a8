"""The whole URL table, and how to fill its places: what the generated tests walk.

A key in an address is filled with a row of the kind that the word before it names, made in the studio in scope.
An address whose places nobody has said how to fill fails `test_urls`, so a new one cannot be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

import bibled
import factories as make
import filed
import gated
import hits
import launched
import licences
import produced
import sealed
import settled
import warned
from manju.books.accounts import Where
from manju.people.models import Member, User
from manju.people.scope import current_scope, in_studio

OPEN = {
    "people:login", "people:logout", "people:begin", "people:join", "site:language", "site:theme", "site:healthz",
    "royalties:portal", "royalties:portal_template", "royalties:portal_statement",
    "production:api",  # asks for a token of its own
}  # fmt: skip
"""Addresses that work without a login. Everything else must refuse."""

NO_PAGE = {
    "people:portrait", "site:healthz", "catalogue:art", "catalogue:media", "distribution:video", "distribution:cover",
    "distribution:package", "distribution:season_packages", "distribution:player", "distribution:sheet",
    "distribution:shot_still", "distribution:switch_proof", "distribution:shot_shown",
    "protection:film", "protection:original", "protection:seen", "protection:scores", "protection:report",
    "distribution:cover_moment", "distribution:cover_preview", "catalogue:stem_sound", "catalogue:layer_preview",
    "localisation:export", "localisation:changes", "revenue:journal",
    "royalties:report_file", "royalties:statement_file", "royalties:payable_file", "royalties:portal_template",
    "royalties:portal_statement",
    "topics:sample", "topics:list_rejected",
    "licensing:document", "licensing:approval_picture", "licensing:calendar_of_contract", "licensing:calendar_of_all",
    "launch:file", "launch:sample",
    "portfolio:evidence_file",
    "filings:registration_package", "filings:filing_package",
    "bible:document", "bible:picture", "bible:original", "bible:hand_off_file",
    "protection:letter_file", "protection:pack", "protection:picture_original", "protection:picture_copy",
    "production:output", "production:reference", "production:edit_file", "production:version_file",
    "production:takes", "production:api",
    "seals:file", "seals:proof", "seals:certificate", "seals:log_file", "seals:consistency",
}  # fmt: skip
"""Addresses whose answer to GET is no page of ours, but a file (which rows of a test do not have) or a word."""

EVERYBODYS = {"revenue:journal", "distribution:channel", "distribution:channel_figures", "distribution:channel_reset"}
"""Addresses whose place is nobody's own: a channel is there for every studio, each with its own figures for it."""

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Address:
    name: str
    places: tuple[str, ...]
    route: str = ""

    def __str__(self) -> str:
        return self.name

    def to(self, arguments: Arguments) -> str:
        return reverse(self.name, kwargs=arguments)


def _member() -> Any:
    studio_id = current_scope().studio_id
    return Member.objects.create(
        user=make.make_user(name=f"Member of {make.mark()}"), role="viewer", studio_id=studio_id
    )


def _invitation() -> Any:
    from manju.people import actions

    by = User.objects.filter(memberships__studio=current_scope().studio_id).first() or make.make_user()
    return actions.invite(email="guest@example.com", name=f"Guest of {make.mark()}", role="viewer", by=by)[0]


def _token() -> str:
    from manju.people import actions

    by = User.objects.filter(memberships__studio=current_scope().studio_id).first() or make.make_user()
    return actions.invite(email="guest2@example.com", name="Guest", role="viewer", by=by)[1]


def _upload() -> Any:
    from manju.catalogue.models import Upload

    by = User.objects.filter(memberships__studio=current_scope().studio_id).first() or make.make_user()
    return Upload.objects.create(name=f"ep07_{make.mark()}.mp4", size_bytes=1000, by=by)


NOUNS: dict[str, Callable[[], Any]] = {
    "properties": make.make_property, "works": make.make_work, "seasons": make.make_season,
    "episodes": make.make_episode, "masters": make.make_master, "uploads": _upload, "accounts": make.make_account,
    "deliverables": make.make_deliverable, "publications": make.make_publication, "jobs": make.make_job,
    "findings": make.make_finding, "cases": make.make_case, "deadlines": make.make_deadline,
    "certificates": make.make_certificate, "pictures": make.make_picture, "picture-copies": make.make_picture_copy,
    "tracks": make.make_track, "subtitle-lines": make.make_subtitle_line, "terms": make.make_term,
    "scanned": make.make_scanned, "original": make.make_registered_master,
    "stems": make.make_stem, "layers": make.make_layer,
    "reports": settled.make_sales_report, "links": settled.make_portal_link,
    "instalments": settled.make_instalment, "royalty-statements": settled.make_royalty_statement,
    "payables": settled.make_payable, "payees": settled.make_payee,
    "dues": make.make_due, "movements": make.make_movement,
    "statements": make.make_statement, "grants": licences.make_grant, "options": licences.make_option,
    "contracts": licences.make_contract, "contract-documents": licences.make_contract_document,
    "documents": licences.make_document, "approvals": licences.make_approval,
    "approval-pictures": licences.make_approval_picture,
    "hit-lists": hits.make_hit_list, "waiting-lists": hits.make_waiting_file, "choices": hits.make_choice,
    "alerts": warned.make_alert, "destinations": warned.make_destination, "sendings": warned.make_delivery,
    "exports": lambda: launched.make_snapshot().export, "platform-items": launched.make_item,
    "gate-evidence": gated.make_evidence, "evidence-packs": sealed.make_evidence_pack,
    "papers": produced.make_paper, "paper-versions": produced.make_version, "creation-entries": produced.make_entry,
    "creation-outputs": produced.make_output, "creation-references": produced.make_reference,
    "creation-edits": produced.make_edit, "capture-tokens": produced.make_capture_token,
    "watched-folders": produced.make_folder, "generators": produced.make_generator,
    "registrations": filed.make_registration,
    "evidence": sealed.make_item, "seals": sealed.make_batch, "authorities": sealed.make_authority,
    "anchors": sealed.make_anchor_service,
    "bible-sheets": bibled.make_sheet, "bible-versions": bibled.make_version,
    "bible-pictures": bibled.make_bible_picture, "hand-offs": bibled.make_hand_off,
    "members": _member, "invitations": _invitation, "framings": make.make_framing,
}  # fmt: skip
"""What stands before a key in an address says whose key it is: `episodes/<int:pk>/…`."""

PLACES: dict[str, Callable[[], Any]] = {
    "token": _token, "secret": settled.make_portal_secret,
    "channel": lambda: "douyin", "part": lambda: "poster", "picture": lambda: "0-residual",
    "kind": lambda: "txt", "language": lambda: "zh", "form": lambda: "srt", "deed": lambda: "check",
    "switch": lambda: "ai",
    "number": lambda: 0, "gate": lambda: "fans", "n": lambda: 0, "book": lambda: "csv",
}  # fmt: skip
"""Places that hold no key of a row."""

KEY = re.compile(r"^(pk|id|uuid|\w+_(?:pk|id|uuid))$")


def addresses() -> list[Address]:
    """Every address of the house.

    Raises:
        AssertionError: for one without a name or a room: it could not be walked.
    """
    return sorted(_under(get_resolver(), ""), key=str)


def arguments(address: Address) -> Arguments:
    """Make the objects that an address names, in the studio in scope.

    Raises:
        LookupError: for a place that nobody has said how to fill.
    """
    return {place: _fill(address, place) for place in address.places}


def _fill(address: Address, place: str) -> Any:
    if KEY.match(place):
        before = re.search(rf"([\w-]+)/(?:<(?:\w+:)?{place}>|\(\?P<{place}>)", address.route)
        if before and before[1] in NOUNS:
            return NOUNS[before[1]]().pk
    elif place in PLACES:
        return PLACES[place]()
    raise LookupError(
        f"tests/bench/walk.py: say in NOUNS or PLACES how to fill <{place}> of {address} ({address.route})"
    )


def live_in(studio: Any) -> None:
    """A studio in which every kind of object is present, all carrying the studio's name."""
    with in_studio(studio):
        published = make.make_publication()
        master = published.deliverable.master
        make.make_master(state="refused")
        make.make_stem(master.episode)
        make.make_layer(master.episode)
        make.make_deliverable(master, state="failed_check", channel="bilibili")
        make.make_publication(
            make.make_deliverable(master, channel="tiktok"), state="rejected", posted_at=master.uploaded_at
        )
        track = make.make_track(master.episode)
        make.make_subtitle_line(track, start_ms=1000)
        make.make_subtitle_line(track, start_ms=2500, text="")
        make.make_term()
        for verdict in ("copy", "work", "nothing", ""):
            make.make_finding(verdict)
        make.make_picture_finding()
        make.make_framing(master)
        make.make_deadline(make.make_case(state="filed"))
        make.make_certificate()
        licences.live_licensing()
        filed.live_filings()
        make.make_scanned(master=make.make_registered_master())
        settled.make_sales_report()
        settled.make_payable()
        settled.make_instalment()
        for state in ("queued", "running", "done", "failed", "cancelled"):
            make.make_job(state=state)
        make.make_statement()
        due = make.make_due()
        make.make_due(direction="out", account=Where("payable", partner=f"writer {make.mark()}"))
        make.make_movement(counterparty=due.account.channel)
        make.make_movement(amount_minor=-500)
        make.make_movement(state="settled")
        make.make_expense()
        warned.live_alerts()
        gated.live_gates()
        produced.live_production()
        sealed.live_seals()
        _invitation()
        hits.make_hit_list()
        hits.make_waiting_file()
        hits.make_analysis()
        hits.make_backtest()


def _under(resolver: URLResolver, room: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _under(entry, f"{entry.namespace}:" if entry.namespace else room)
        else:
            assert isinstance(entry, URLPattern)
            assert entry.name, f"an address without a name cannot be walked: {room}{entry.pattern}"
            yield Address(f"{room}{entry.name}", tuple(entry.pattern.regex.groupindex), str(entry.pattern))
