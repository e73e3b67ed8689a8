import os
from pathlib import Path
import pytest
from django.urls import reverse
from factories import make_member, make_studio, make_property, make_user
from manju.people.scope import in_studio
from manju.seals.jobs import seal_of_the_day, ask_authorities
from manju.seals.recording import record_bytes
from manju.seals.sealing import seal_waiting
from manju.seals.models import *
from manju.seals import stamping
from proof.authority import authority, down
from seals.conftest import MADE, set_up
from seals.test_sealing import Working
from bench.test_pages import faults, VIEWS, listed

OUT = Path("/tmp/slz/shots")
OUT.mkdir(parents=True, exist_ok=True)


def rec(t, **f):
    u = {
        "name": f"{t}.fountain",
        "title": f"长夜灯 {t}",
        "author": "许愿",
        "origin": "written",
        "kind": "script",
        "made_at": MADE,
        "of_property": None,
        "by": None,
    }
    return record_bytes(t.encode(), **{**u, **f})


@pytest.mark.django_db(transaction=True)
def test_shots(as_reader, settings, tmp_path):
    settings.HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    studio = make_studio()
    owner = make_member(studio)
    with in_studio(studio), authority(tmp_path / "clock", name="Clock") as clock:
        lamp = make_property(name_zh="长夜灯", name_en="Night Lamp")
        urls = {
            "empty": reverse("seals:home"),
            "log-empty": reverse("seals:log"),
            "auth-empty": reverse("seals:authorities"),
            "verify": reverse("seals:verify"),
            "form": reverse("seals:authority_add"),
        }
        shots(as_reader, owner, urls)
        a = [rec(f"第 {n} 集", of_property=lamp) for n in range(3)]
        seal_waiting(by=None, occasion="daily")
        row = set_up(clock, by=owner.user, price_minor=250)
        b = rec("沈知微 定稿", of_property=lamp, kind="bible", name="沈知微.json")
        batch = seal_waiting(by=owner.user, occasion="publish")
        ask_authorities.function(Working(), batch.pk)
        w = rec("第 9 集", of_property=lamp)
        Asked.objects.create(batch=(bad := seal_waiting(by=None, occasion="daily")), url=down())
        stamping.stamp(bad)
        from manju.seals.models import Asked as A

        rec("第 10 集", of_property=lamp)
        from manju.seals.proofs import write_proofs

        for s in Sealing.objects.unwritten():
            write_proofs(s.batch)
        shots(
            as_reader,
            owner,
            {
                "home": reverse("seals:home"),
                "batch-bad": bad.get_absolute_url(),
                "batch": batch.get_absolute_url(),
                "item": b.get_absolute_url(),
                "items": reverse("seals:items"),
                "log": reverse("seals:log"),
                "auth": reverse("seals:authorities"),
                "property": lamp.get_absolute_url(),
            },
        )
        page = as_reader(owner, language="zh").new_page()
        page.goto(reverse("seals:verify"))
        page.set_input_files("#verify-file", str(b.path))
        from manju.seals.proofs import current_proof

        (tmp_path / "p.json").write_bytes(current_proof(b.leaf))
        page.set_input_files("#verify-proof", str(tmp_path / "p.json"))
        page.click(".seals__form .btn")
        page.screenshot(path=OUT / "verified.png", full_page=True)
        page.set_input_files("#verify-file", str(a[0].path))
        page.set_input_files("#verify-proof", str(tmp_path / "p.json"))
        page.click(".seals__form .btn")
        page.screenshot(path=OUT / "verified-bad.png", full_page=True)
        from manju.seals.certificate import certificate_of
        from manju.seals.models import EvidenceItem

        for i, it in (("own", a[0]), ("authority", b)):
            for lang in ("zh", "en"):
                it = EvidenceItem.objects.get(pk=it.pk)
                pdf = certificate_of(it, current_proof(it.leaf), language=lang)
                (OUT / f"cert-{i}-{lang}.pdf").write_bytes(pdf)
                import pypdfium2

                doc = pypdfium2.PdfDocument(pdf)
                print(i, lang, len(doc), len(pdf))
                doc[0].render(scale=1.3).to_pil().save(OUT / f"cert-{i}-{lang}.png")


def shots(as_reader, owner, urls):
    for lang, width in (("zh", 1280), ("en", 1280), ("zh", 390), ("en", 390)):
        page = as_reader(
            owner, language=lang, width=width, theme=VIEWS[lang][0][0] if width == 1280 else "light"
        ).new_page()
        for name, url in urls.items():
            page.goto(url, wait_until="load")
            page.screenshot(path=OUT / f"{name}-{lang}-{width}.png", full_page=True)
            if False:
                wrong = faults(page, url, language=lang)
                if wrong:
                    print(name, lang, wrong)
                page.set_viewport_size({"width": 1280, "height": 860})
        page.close()
