"""A whole track translated: batch by batch, missing lines asked again, broken rules asked again once, then flagged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from manju.localisation.translating.asking import Source, answers_in, faults_of, messages_for, room_of
from manju.localisation.translating.server import Cancel, Server, chat
from manju.media.errors import Cancelled
from manju.media.subtitles.terms import TermRule

BATCH: Final = 16
AROUND: Final = 3
FATAL: Final = frozenset({"refused", "language"})
TOKENS_PER_CHARACTER: Final = 3


@dataclass(frozen=True, slots=True)
class Done:
    """A line as the machine left it. `text` None: no usable translation came, the line stays as it is."""

    id: int
    text: str | None
    flags: tuple[str, ...]


def translate(
    lines: Sequence[Source],
    server: Server,
    *,
    source: str,
    target: str,
    terms: Sequence[TermRule],
    take: Callable[[list[Done]], None],
    before: Sequence[tuple[str, str]] = (),
    cancelled: Cancel = lambda: False,
) -> None:
    """Translate lines in order; `take` gets each batch as soon as it is done, so that nothing done is lost.

    `before`: the last lines already translated, which the model sees for context.

    Raises:
        Cancelled, ServerRefuses, ServerDown: as `server.chat`.
    """
    context = list(before)[-AROUND:]
    for at in range(0, len(lines), BATCH):
        if cancelled():
            raise Cancelled
        batch = lines[at : at + BATCH]
        after = [line.text for line in lines[at + BATCH : at + BATCH + AROUND]]
        asking = _Asking(server, source, target, terms, context, after, cancelled)
        done = asking.all_of(batch)
        take(done)
        words = {line.id: line.text for line in batch}
        context = (context + [(words[d.id], d.text) for d in done if d.text])[-AROUND:]


@dataclass(frozen=True)
class _Asking:
    server: Server
    source: str
    target: str
    terms: Sequence[TermRule]
    before: Sequence[tuple[str, str]]
    after: Sequence[str]
    cancelled: Cancel

    def all_of(self, batch: Sequence[Source]) -> list[Done]:
        """The batch, asked up to three times for what is missing, once more for what breaks a rule."""
        found = self._first(batch)
        wrong = {line.id: faults for line in batch if line.id in found and (faults := self._faults(line, found))}
        again = [line for line in batch if line.id in wrong]
        if again:
            said = {number: " ".join(faults.values()).strip() for number, faults in wrong.items()}
            for number, text in self._ask(again, wrong=said).items():
                line = next(x for x in again if x.id == number)
                better = self._faults(line, {number: text})
                if not self._is_worse(better, wrong[number]):
                    found[number], wrong[number] = text, better
        done = []
        for line in batch:
            faults = wrong.get(line.id, {})
            answer = found.get(line.id)
            flags = tuple(faults) if answer is not None else ("missing",)
            done.append(Done(line.id, None if FATAL & set(flags) else answer, flags))
        return done

    def _first(self, batch: Sequence[Source]) -> dict[int, str]:
        """Whole, then what is missing in smaller pieces: a model that loses its way in many lines finds it in few."""
        found: dict[int, str] = {}
        for size in (len(batch), max(1, len(batch) // 4), 1):
            missing = [line for line in batch if line.id not in found]
            if not missing:
                break
            for at in range(0, len(missing), size):
                found |= self._ask(missing[at : at + size])
        return found

    def _ask(self, lines: Sequence[Source], *, wrong: dict[int, str] | None = None) -> dict[int, str]:
        messages = messages_for(
            lines, source=self.source, target=self.target, terms=self.terms, before=self.before, after=self.after,
            wrong=wrong,
        )  # fmt: skip
        room = sum(room_of(line, self.target) + len(line.text) for line in lines)
        most = 400 + TOKENS_PER_CHARACTER * room + 24 * len(lines)
        said = chat(self.server, messages, as_json=True, most_tokens=most, cancelled=self.cancelled)
        return answers_in(said.text, [line.id for line in lines])

    def _faults(self, line: Source, found: dict[int, str]) -> dict[str, str]:
        return faults_of(line, found[line.id], source=self.source, target=self.target, terms=self.terms)

    @staticmethod
    def _is_worse(now: dict[str, str], then: dict[str, str]) -> bool:
        order = ("refused", "language", "term", "length")
        return [name in now for name in order] > [name in then for name in order]
