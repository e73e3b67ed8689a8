"""What licensees send for approval: taken stage by stage with pictures, answered before silence answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from manju.catalogue.admission import plain_name
from manju.licensing.contract_models import DECISIONS, STAGES
from manju.licensing.models import Approval, ApprovalPicture, Contract
from manju.media.errors import MediaError
from manju.media.watermark.picture_files import load_suspect
from manju.media.whole import sha256_of, written_whole
from manju.people.audit import note
from manju.people.errors import Refused
from manju.people.models import User
from manju.people.scope import current_scope
from manju.words import Words

LONGEST: Final = 1600  # pixels of the longer side of a picture as we keep it
PICTURES: Final = 12
PICTURE_BYTES: Final = 40 << 20
SATURDAY: Final = 5


@transaction.atomic
def take_in(
    contract: Contract, *, by: User, product: str, stage: str, received_on: date,
    pictures: Iterable[UploadedFile[Any]] = (),
) -> Approval:  # fmt: skip
    """Note what was sent for approval; the day to answer by follows from the contract. `Any`: Django's file objects.

    Raises:
        Refused: an earlier stage that is not approved, the same stage still open, or a picture that is none.
    """
    name = product.strip()[:120]
    if not name or stage not in STAGES:
        raise Refused(Words("写上产品，选一步。", "Give the product and the stage."), field="product")
    _earlier_approved(contract, name, stage)
    version = contract.versions.first()
    deal = version.agreed if version else None
    days = deal.approval_days if deal else None
    try:
        with transaction.atomic():
            row: Approval = Approval.objects.create(
                contract=contract, product=name, stage=stage, received_on=received_on, added_by=by,
                due_on=business_days_after(received_on, days) if days else None,
                silence=(deal.approval_silence or "") if deal and days else "",
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(
            Words("这一步已经在等答复了。", "This stage waits for an answer already."), field="stage"
        ) from error
    for number, file in enumerate(pictures):
        if number == PICTURES:
            raise Refused(Words("一次最多 12 张图。", "At most 12 pictures at once."), field="pictures")
        _keep_picture(row, file)
    note("approval.received", Words("送审：{p}，{s}", "For approval: {p}, {s}").fill(p=name, s=row.stage_name), by=by,
         link=row.get_absolute_url(), approval=row.pk)  # fmt: skip
    return row


@transaction.atomic
def decide(approval: Approval, *, by: User, decision: str, reason: str = "") -> Approval:
    """Answer: approved, to be changed, refused; without a reason only a yes.

    Raises:
        Refused: answered already, approved by silence already, or no reason.
    """
    row: Approval = Approval.objects.select_for_update().get(pk=approval.pk)
    if row.decision:
        raise Refused(Words("已经答复过了。", "It is answered already."), field="decision")
    if row.deemed_on(timezone.localdate()):
        raise Refused(
            Words(
                "期限已过，按合同视为同意。要改只能和对方商量。",
                "The time is over: by the contract it counts as approved. Any change is now a matter of agreement.",
            ),
            field="decision",
        )
    if not DECISIONS.get(decision) or not decision:
        raise Refused(Words("选一个答复。", "Choose an answer."), field="decision")
    if decision != "approved" and not reason.strip():
        raise Refused(Words("写上理由，对方要照着改。", "Give the reason: the licensee works from it."), field="reason")
    row.decision, row.reason, row.decided_by, row.decided_at = decision, reason.strip()[:1000], by, timezone.now()
    row.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    note("approval.decided", Words("答复送审：{p}，{d}", "Answered: {p}, {d}").fill(p=row.product, d=row.decision_name),
         by=by, link=row.get_absolute_url(), approval=row.pk, decision=decision)  # fmt: skip
    return row


def business_days_after(day: date, count: int) -> date:
    """The day that is so many weekdays later; public holidays are not known here and make it later still.

    >>> business_days_after(date(2026, 11, 26), 3).isoformat()
    '2026-12-01'
    """
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def _earlier_approved(contract: Contract, product: str, stage: str) -> None:
    today = timezone.localdate()
    passed = {
        row.stage
        for row in Approval.objects.filter(contract=contract, product=product)
        if row.decision == "approved" or row.deemed_on(today)
    }
    if stage in passed:
        raise Refused(Words("这一步已经通过了。", "This stage is approved already."), field="stage")
    before = list(STAGES)[: list(STAGES).index(stage)]
    missing = next((name for name in before if name not in passed), None)
    if missing is not None:
        raise Refused(Words("先过“{s}”这一步。", "First the stage: {s}.").fill(s=STAGES[missing]), field="stage")


def _keep_picture(row: Approval, brought: UploadedFile[Any]) -> None:
    """Decode the picture with our own limits and keep what was drawn, never the file itself."""
    if (brought.size or 0) > PICTURE_BYTES:
        raise Refused(Words("图片超过 40 MB。", "The picture is over 40 MB."), field="pictures")
    with NamedTemporaryFile(suffix=Path(plain_name(brought.name or "")).suffix[:8]) as file:
        for chunk in brought.chunks():
            file.write(chunk)
        file.flush()
        sha256 = sha256_of(Path(file.name))
        if row.pictures.filter(sha256=sha256).exists():
            return
        try:
            pixels = load_suspect(Path(file.name))
        except MediaError as why:
            raise Refused(why.message, field="pictures") from why
    picture = Image.new("RGB", (pixels.shape[1], pixels.shape[0]), "white")
    drawn = Image.fromarray(pixels)
    picture.paste(drawn, mask=drawn.getchannel("A") if drawn.mode == "RGBA" else None)
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    stored = f"approvals/{current_scope().studio_id}/{row.pk}-{sha256[:16]}.jpg"
    target = Path(settings.MEDIA_ROOT) / stored
    target.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(target) as part:
        picture.save(part, "JPEG", quality=88)
    ApprovalPicture.objects.create(
        approval=row, file=stored, original_name=plain_name(brought.name or "picture"), sha256=sha256,
        width=picture.width, height=picture.height,
    )  # fmt: skip
