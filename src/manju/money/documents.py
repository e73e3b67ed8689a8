"""Documents of terms as strict JSON: unknown keys, floats and sloppy dates are errors that name the key."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictInt,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails

from manju.money.amounts import as_decimal, shown
from manju.money.errors import InputError
from manju.money.periods import parse_day
from manju.words import Words

Shape = TypeVar("Shape")
SIZE_MAX: Final = 256 * 1024 * 1024  # a document of terms is read whole; tables are streamed


class Document(BaseModel):
    """A JSON object of ours: frozen, no key we do not know, no value of another type than written."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class Misfit(ValueError):
    """A value that a validator refuses, said in both languages; the error that names its key takes the words over."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class WrittenRate(Fraction):
    """A rate that remembers how it was written, so that `0.10` is printed as `0.10`; in sums it is any fraction."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> WrittenRate:
        rate = super().__new__(cls, text)
        rate.text = text
        return rate

    def __reduce__(self) -> tuple[type[WrittenRate], tuple[str]]:
        return WrittenRate, (self.text,)

    def __copy__(self) -> WrittenRate:
        return self

    def __deepcopy__(self, memo: object) -> WrittenRate:
        return self


def as_written(rate: Fraction) -> str:
    """A rate as its document has it; one that was worked out, as an exact decimal or fraction.

    >>> as_written(read_fraction("0.10")), as_written(read_fraction("0.10") + Fraction("0.03"))
    ('0.10', '0.13')
    """
    return rate.text if isinstance(rate, WrittenRate) else as_decimal(rate)


def read_fraction(value: object) -> Fraction:
    """A rate or share: a decimal string, a fraction string or a whole number; never a float.

    >>> read_fraction("0.085") == Fraction(17, 200), read_fraction("1/3") * 3
    (True, Fraction(1, 1))
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str) and len(value) <= 100 and (found := _RATE.fullmatch(value.strip())):
        if found["under"] and not int(found["under"]):
            raise ValueError("the fraction has zero below the line")
        return WrittenRate(value.strip())
    raise ValueError('must be a decimal string such as "0.085" or a fraction such as "1/3"')


def read_day(value: object) -> date:
    """An ISO date `2026-03-31`."""
    if type(value) is date:
        return value
    day = parse_day(value) if isinstance(value, str) else None
    if day is None:
        raise ValueError("must be an ISO date such as 2026-03-31")
    return day


def read_exact(value: object) -> Fraction:
    """An exact amount that the program printed: as a rate, but of any length.

    >>> read_exact("1/" + "7" * 200).denominator == int("7" * 200)
    True
    """
    if isinstance(value, str) and (found := _RATE.fullmatch(value)) and len(value) <= EXACT_MAX:
        if found["under"] and not int(found["under"]):
            raise ValueError("the fraction has zero below the line")
        return Fraction(value)
    return read_fraction(value)


EXACT_MAX: Final = 400_000  # characters: a thousand periods of exchange rates with a hundred digits each
sys.set_int_max_str_digits(EXACT_MAX)  # the whole number below a fraction's line grows with every rate
Rate = Annotated[
    Fraction,
    BeforeValidator(read_fraction),
    PlainSerializer(as_written, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+|/[0-9]+)?$", "examples": ["0.085", "1/3"]}),
]
ExactAmount = Annotated[
    Fraction,
    BeforeValidator(read_exact),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+|/[0-9]+)?$", "examples": ["-7/2"]}),
]
Day = Annotated[
    date,
    BeforeValidator(read_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-31"]}),
]
Minor = Annotated[StrictInt, Field(ge=0, lt=10**18)]
SignedMinor = Annotated[StrictInt, Field(gt=-(10**18), lt=10**18)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["CNY"])]
TEXT_MAX: Final = 10_000  # characters of a text that is a key of something
Name = Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class Published:
    """An input file that `manju schema NAME` publishes: its shape, what it is for, and one that is right."""

    shape: Any  # a Document, or a list or union of them: what pydantic's TypeAdapter takes
    title: Words
    example: Any  # plain JSON

    def schema(self) -> dict[str, Any]:
        """The JSON Schema (2020-12) with title and example."""
        body = TypeAdapter(self.shape).json_schema()
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": self.title.en}
        return {**head, **{k: v for k, v in body.items() if k != "title"}, "examples": [self.example]}


def load(shape: type[Shape], path: Path) -> Shape:
    """Read a JSON file as a document of this shape.

    Raises:
        InputError: no such file, no JSON, or an error that names the key.
    """
    found: Shape = read_document(shape, load_json(path))
    return found


def read_document(shape: Any, plain: object) -> Any:
    """A document from plain JSON values; `shape` is anything pydantic's TypeAdapter takes, so the result is Any.

    Raises:
        InputError: naming the key, `unknown_key` where nobody knows it.
    """
    try:
        return TypeAdapter(shape).validate_python(plain)
    except ValidationError as error:
        raise _said(error.errors(include_url=False)) from error


def load_json(path: Path) -> Any:
    """The plain values of a JSON file; numbers with a point come as Decimal, a key given twice is an error.

    Raises:
        InputError: `file_missing`, `too_large`, `no_json`, `duplicate_key`.
    """
    if not path.is_file():
        raise InputError(
            "file_missing",
            Words("没有这个文件：{p}", "There is no such file: {p}").fill(p=path),
            Words("检查路径。", "Check the path."),
        )
    if path.stat().st_size > SIZE_MAX:
        raise InputError(
            "too_large",
            Words("{p} 太大。", "{p} is too large.").fill(p=path.name),
            Words("这类文件不会超过 256 MB。", "Such a file is never over 256 MB."),
        )
    raw = path.read_bytes()
    try:
        return parse_json(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        try:
            return parse_json(raw.decode("gb18030"))
        except UnicodeDecodeError as error:
            raise _no_json(path.name, str(error)) from error


def parse_json(text: str) -> Any:
    """Plain values of JSON text.

    Raises:
        InputError: `no_json`, `duplicate_key`.
    """
    try:
        found = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise _no_json("JSON", str(error)) from error
    if _HALF.search(text) and (half := next(_halves(found), None)) is not None:
        raise InputError(
            "no_json",
            Words("文字里有半个字符：{t}", "A text holds half a character: {t}").fill(t=ascii(half[:40])),
            Words("删掉不成对的 \\ud800 到 \\udfff。", "Remove the unpaired \\ud800 to \\udfff."),
        )
    return found


def _halves(plain: Any) -> Iterator[str]:
    """Texts in plain values (`Any`) that no encoding can write: a surrogate without its other half."""
    if isinstance(plain, str):
        if _SURROGATE.search(plain):
            yield plain
    elif isinstance(plain, dict):
        for key, value in plain.items():
            yield from _halves(key)
            yield from _halves(value)
    elif isinstance(plain, list):
        for value in plain:
            yield from _halves(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(
            "duplicate_key",
            Words("键“{k}”在同一处写了两次。", 'The key "{k}" is given twice in one object.').fill(k=shown(twice)),
            Words("删掉其中一个。", "Remove one of them."),
        )
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _no_json(name: str, why: str) -> InputError:
    return InputError(
        "no_json",
        Words("{n} 不是有效的 JSON：{w}", "{n} is no valid JSON: {w}").fill(n=name, w=why),
        Words("用 manju schema 看格式和例子。", "See the shape and an example with: manju schema"),
    )


def _said(errors: list[ErrorDetails]) -> InputError:
    """One error for all that pydantic found: the first unknown key, else the first fault."""
    ranked = sorted(errors, key=lambda e: e["type"] != "extra_forbidden")
    first = ranked[0]
    place = ".".join(_place(first["loc"]))
    if first["type"] == "extra_forbidden":
        return InputError(
            "unknown_key",
            Words("不认识的键：{k}", "Unknown key: {k}").fill(k=place),
            Words("改正拼写或删掉它；格式见 manju schema。", "Correct or remove it; the shape: manju schema"),
        )
    if first["type"] == "missing":
        return InputError(
            "missing_key",
            Words("缺少键：{k}", "Missing key: {k}").fill(k=place),
            Words("补上它；格式见 manju schema。", "Add it; the shape: manju schema"),
        )
    return InputError(
        "invalid_value",
        Words("{k} 的值不对：{w}", "{k}: {w}").fill(k=place or "JSON", w=_why(first)),
        Words("格式见 manju schema。", "The shape: manju schema"),
    )


def _why(error: ErrorDetails) -> Words | str:
    """What is wrong with a value, in both languages where we have words for it."""
    context = error.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, Misfit):
        return cause.words
    words = _KINDS.get(error["type"])
    if words is None:
        return error["msg"].removeprefix("Value error, ")
    given = error.get("input")
    if not isinstance(given, str | int) or error["type"] in _EMPTY:
        return words.fill(**context)
    return Words("{w}，写的是 {v}", "{w}, not {v}").fill(w=words.fill(**context), v=shown(str(given)))


def _place(loc: tuple[int | str, ...]) -> Iterator[str]:
    """The path to a key as people write it; names of types that pydantic puts between are left out."""
    for part in loc:
        text = str(part)
        if not _INNER.search(text):
            yield text


_EMPTY: Final = frozenset({"too_short", "string_too_short"})
_KINDS: Final[dict[str, Words]] = {  # what pydantic finds most often
    "string_too_short": Words("不能是空的", "must not be empty"),
    "string_type": Words("应当是文字", "must be text"),
    "list_type": Words("应当是列表", "must be a list"),
    "dict_type": Words("应当是对象", "must be an object"),
    "model_type": Words("应当是对象", "must be an object"),
    "int_type": Words("应当是整数", "must be a whole number"),
    "literal_error": Words("只能是 {expected}", "must be {expected}"),
    "greater_than_equal": Words("不能小于 {ge}", "must be {ge} or more"),
    "string_pattern_mismatch": Words("格式不对（{pattern}）", "must look like {pattern}"),
    "too_short": Words("至少要有 {min_length} 项", "must have at least {min_length}"),
    "bool_type": Words("应当是 true 或 false", "must be true or false"),
}
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")  # as an escape, or as it is
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_RATE: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+|[0-9]+/(?P<under>[0-9]+))")
_INNER: Final = re.compile(r"[\[\]()]|^[A-Z][a-z]+[A-Za-z]*$")
