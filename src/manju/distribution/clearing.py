"""What may go out to a channel in China: the filing number a deliverable bears, what stops it, and packing it later."""

from __future__ import annotations

from django.db.models import Q

from manju.catalogue.models import Season
from manju.distribution.models import Deliverable, Publication
from manju.filings.numbers import Stop, number_of, stop_for
from manju.filings.registry import follows
from manju.jobs.actions import start
from manju.media.channels import profiles
from manju.words import Words

__all__ = ["number_for", "pack_again", "stop_of"]


def number_for(row: Deliverable) -> str:
    """The filing number a deliverable goes out with: one typed for it, else its episode's or season's."""
    return row.wanted.filing_number or number_of(row.episode)


def stop_of(row: Deliverable) -> Stop | None:
    """Why this deliverable may not be handed out, packed or planned now; None when nothing stops it."""
    return stop_for(row.episode, row.channel, number=row.wanted.filing_number)


@follows
def pack_again(season: Season, before: str) -> None:
    """A season's number or allowance changed: what was made is packed anew, with the number or not at all."""
    demanding = [name for name, profile in profiles().items() if profile.demands_filing]
    rows = Deliverable.objects.filter(episode__season=season, channel__in=demanding)
    if before:
        for row in rows.filter(options__filing_number=before):
            row.options = {**row.options, "filing_number": ""}
            row.save(update_fields=["options"])
        planned = Publication.objects.filter(deliverable__episode__season=season, state=Publication.State.PLANNED)
        for publication in planned.filter(filing_number__in=["", before]).select_related("deliverable__episode"):
            publication.filing_number = number_for(publication.deliverable)
            publication.save(update_fields=["filing_number"])
    out = Publication.objects.exclude(state__in=("planned", "withdrawn")).values("deliverable")
    waiting = rows.filter(state=Deliverable.State.PASSED).filter(~Q(pk__in=out) | Q(package="")).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True))
    if ids:
        from manju.distribution.jobs import pack

        title = Words("《{t}》{s}：重新打包", "{t}, {s}: pack again").fill(t=season.work.title, s=season.name)
        start(pack, by=None, params={"deliverable_ids": ids}, title=title, link=season.get_absolute_url())
