"""How long the rights calendar takes to draw with 500 grants: `python benchmarks/rights_calendar.py`."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import statistics
import tempfile
import time


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--grants", type=int, default=500)
    parser.add_argument("--areas", type=int, default=20, help="each with four kinds of goods in it")
    parser.add_argument("--times", type=int, default=9)
    options = parser.parse_args()
    os.environ["MANJU_HOME"] = tempfile.mkdtemp(prefix="manju-calendar-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "manju.site.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from manju.catalogue.models import Property
    from manju.licensing.models import Grant
    from manju.people.models import Member, Studio, User
    from manju.people.scope import in_studio

    call_command("migrate", verbosity=0)
    r = random.Random(3)  # noqa: S311 - a benchmark
    codes = [f"area{a}" for a in range(options.areas)]
    codes += [f"{area}/kind{n}" for area in codes for n in range(4)]
    studio = Studio.objects.create(name_zh="量", name_en="Measured")
    user = User.objects.create_user("m@example.com", "only for measuring", name="M", language="zh")
    with in_studio(studio):
        Member.objects.create(user=user, role="owner")
        of_property = Property.objects.create(name_zh="长夜灯")
        rows = []
        for n in range(options.grants):
            start = dt.date(2025, 1, 1) + dt.timedelta(days=r.randint(0, 1500))
            rows.append(Grant(
                of_property=of_property, partner=f"合作方 {n % 40}", clause="2.1",
                exclusivity=r.choice(["exclusive", "non_exclusive"]), sell_off_days=r.choice([0, 90]), start=start,
                end=start + dt.timedelta(days=r.randint(100, 900)), categories=[codes[n % len(codes)]],
                territories=r.choice([["CN"], ["CN", "HK"], ["*"], ["JP"], ["US", "CA"]]),
                languages=r.choice([["*"], ["zh-Hans"], ["en"]]), channels=r.choice([["*"], ["online"]]),
            ))  # fmt: skip
        Grant.objects.bulk_create(rows)
    client = Client()
    client.force_login(user)
    for title, query in (("everywhere", ""), ("mainland China", "?territory=CN")):
        took, spent, page = [], [], b""
        for _ in range(options.times + 1):
            began, used = time.perf_counter(), time.process_time()
            page = client.get(f"/properties/{of_property.pk}/rights/{query}").content
            took.append((time.perf_counter() - began) * 1000)
            spent.append((time.process_time() - used) * 1000)
        bars = page.count(b'class="span ')
        print(
            f"{title}: {len(codes)} kinds and the usual ones, {options.grants} grants, {bars} bars, "
            f"{len(page) / 1000:.0f} kB; median {statistics.median(took[1:]):.0f} ms, "
            f"of the processor {statistics.median(spent[1:]):.0f} ms, best {min(took[1:]):.0f} ms"
        )


if __name__ == "__main__":
    main()
