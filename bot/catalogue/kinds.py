"""Which texts may stand for a channel, a command, a duration, a region …?

Each kind is a type for the strict models; what can't be such a thing raises the key of its sentence.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from difflib import get_close_matches
from typing import Annotated, LiteralString
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.catalogue import cron

LONGEST_TEXT = 500
LONGEST_COMMAND = 32
_NAME = "[a-z][a-z0-9_-]{0,63}"
_AWS_NAME = r"[A-Za-z0-9_./:#+=,@-]{1,512}"
_COMMAND = "/[a-z0-9_-]{1,31}"
_PERCENTILE = r"p([0-9]{1,2}([.][0-9]{1,10})?|100)"
_ID = r"[USW](?=[A-Z]*[0-9])[A-Z0-9]{2,20}"
_HANDLE = r"[^\W_A-Z][\w.-]{0,79}"
_EMAIL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
_CHANNEL = r"[\w-]{1,80}"
_DURATION = r"(?P<days>[0-9]{1,5}d)?(?P<hours>[0-9]{1,5}h)?(?P<minutes>[0-9]{1,5}m)?(?P<seconds>[0-9]{1,5}s)?"
_ROLE_ARN = r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,576}"
_DIRECTION = "(central|north|south|east|west|northeast|northwest|southeast|southwest)"
_REGION = rf"[a-z]{{2,4}}(-gov|-iso[a-z]?)?-{_DIRECTION}-[1-9]"


def wrong(key: LiteralString, **facts: object) -> PydanticCustomError:
    """Return the error that says this sentence; the fact `at`, a path, moves it to a value further inside."""
    return PydanticCustomError(key, key, facts)


def _text(value: str) -> str:
    if not value.strip():
        raise wrong("blank_text")
    if len(value) > LONGEST_TEXT:
        raise wrong("text_too_long", length=len(value), limit=LONGEST_TEXT)
    if value != value.strip() or "\n" in value or "\r" in value:
        raise wrong("untidy_text", found=value)
    return value


def ascii_digits(value: str) -> str:
    """Refuse digits of other scripts (the full-width ones of Japanese input), which look right and mean nothing."""
    if any(letter.isdigit() and not letter.isascii() for letter in value):
        raise wrong("foreign_digits", found=value)
    return value


def _name(value: str) -> str:
    if not re.fullmatch(_NAME, ascii_digits(value)):
        raise wrong("bad_name", found=value)
    return value


def _aws_name(value: str) -> str:
    if not re.fullmatch(_AWS_NAME, ascii_digits(value)):
        raise wrong("bad_aws_name", found=value)
    return value


def _command(value: str) -> str:
    if not value.startswith("/"):
        raise wrong("command_without_slash", found=value)
    if len(value) > LONGEST_COMMAND:
        raise wrong("command_too_long", found=value, length=len(value))
    if not re.fullmatch(_COMMAND, ascii_digits(value)):
        raise wrong("bad_command", found=value)
    return value


def _channel(value: str) -> str:
    ascii_digits(value)
    if value.startswith("#"):
        raise wrong("channel_with_hash", nearest=value.lstrip("#").lower() or "incidents")
    if not re.fullmatch(_CHANNEL, value) or unicodedata.normalize("NFKC", value) != value:
        raise wrong("bad_channel", found=value)
    if value != value.lower():
        raise wrong("channel_with_capitals", nearest=value.lower())
    return value


def _slack_contact(value: str) -> str:
    if not re.fullmatch(f"#{_CHANNEL}|@{_HANDLE}|{_ID}", ascii_digits(value)) or (
        value[0] == "#" and value.lower() != value
    ):
        raise wrong("bad_slack_contact", found=value)
    return value


def _region(value: str) -> str:
    if not re.fullmatch(_REGION, ascii_digits(value)):
        raise wrong("bad_region", found=value)
    return value


def _role_arn(value: str) -> str:
    if not re.fullmatch(_ROLE_ARN, ascii_digits(value)):
        raise wrong("bad_role_arn", found=value)
    return value


def _right(value: str) -> str:
    ascii_digits(value)
    if value == "*" or re.fullmatch(f"{_ID}|{_EMAIL}", value):
        return value
    handle = value.removeprefix("@")
    if not re.fullmatch(_HANDLE, handle) or handle != handle.lower():
        raise wrong("bad_right", found=value)
    return handle


def _email(value: str) -> str:
    if not re.fullmatch(_EMAIL, value):
        raise wrong("bad_email", found=value)
    return value


def _url(value: str) -> str:
    # Not repeated in the sentence: addresses of heartbeats carry their secret in the path.
    if not re.fullmatch(r"https?://[^\s/?#@]+([/?#]\S*)?", value):
        raise wrong("bad_url")
    return value


def _percentile(value: str) -> str:
    if not re.fullmatch(_PERCENTILE, ascii_digits(value)):
        raise wrong("bad_percentile", found=value)
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = value == "UTC"
    else:
        known = not value.startswith(("right/", "posix")) and value not in ("Factory", "localtime")
    if known:
        return value
    nearest = get_close_matches(value, available_timezones(), n=1, cutoff=0.7)
    if nearest:
        raise wrong("unknown_timezone_nearest", found=value, nearest=nearest[0])
    raise wrong("unknown_timezone", found=value)


def _cron(value: str) -> str:
    ascii_digits(value)
    if problem := cron.problem_of(value):
        key, facts = problem
        raise PydanticCustomError(key, key, dict(facts))
    return " ".join(value.lower().split())


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise wrong("negative_duration" if value < 0 else "duration_without_unit", found=value)
    if not isinstance(value, str):
        raise wrong("bad_duration", found=value)
    ascii_digits(value)
    found = re.fullmatch(_DURATION, value)
    if re.fullmatch(r"-\s*[0-9].*", value):
        raise wrong("negative_duration", found=value)
    if found is None or not value:
        raise wrong("bad_duration", found=value)
    return timedelta(**{unit: int(text[:-1]) for unit, text in found.groupdict().items() if text})


def _not_empty(entries: tuple[object, ...]) -> tuple[object, ...]:
    if not entries:
        raise wrong("empty_list")
    return entries


def _longer_than_nothing(value: timedelta) -> timedelta:
    if not value:
        raise wrong("zero_duration")
    return value


def _duration_or_never(value: object) -> timedelta | None:
    return None if value is None or value == "never" else _longer_than_nothing(_duration(value))


def _pattern(pattern: str) -> object:
    """Tell editors, through the JSON Schema, what a text looks like; the sentence comes from the validator."""
    return Field(json_schema_extra={"pattern": f"^{pattern}$"})


# Not pydantic's own minimum, which counts only the entries that are well and so complains twice.
NOT_EMPTY = (AfterValidator(_not_empty), Field(json_schema_extra={"minItems": 1}))
Text = Annotated[str, AfterValidator(_text), Field(json_schema_extra={"minLength": 1})]
Name = Annotated[str, AfterValidator(_name), _pattern(_NAME)]
AwsName = Annotated[str, AfterValidator(_aws_name), _pattern(_AWS_NAME)]
Command = Annotated[str, AfterValidator(_command), _pattern(_COMMAND)]
Channel = Annotated[str, AfterValidator(_channel), Field(json_schema_extra={"minLength": 1, "maxLength": 80})]
SlackContact = Annotated[str, AfterValidator(_slack_contact)]
Region = Annotated[str, AfterValidator(_region), _pattern(_REGION)]
Right = Annotated[str, AfterValidator(_right)]
RoleArn = Annotated[str, AfterValidator(_role_arn), _pattern(_ROLE_ARN)]
Email = Annotated[str, AfterValidator(_email)]
Url = Annotated[str, AfterValidator(_url), _pattern("https?://.+")]
Rank = Annotated[str, AfterValidator(_percentile), _pattern(_PERCENTILE)]
Timezone = Annotated[str, AfterValidator(_timezone)]
Cron = Annotated[str, AfterValidator(_cron)]
_SPAN = re.sub("[?]P<[a-z]+>", "", _DURATION)
Moment = Annotated[
    timedelta,
    BeforeValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": f"^{_SPAN}$", "minLength": 2}),
]
"""How long after something; `0m` is at once."""
Duration = Annotated[Moment, AfterValidator(_longer_than_nothing)]
DurationOrNever = Annotated[
    timedelta | None,
    BeforeValidator(_duration_or_never),
    WithJsonSchema({"type": "string", "pattern": f"^(never|{_SPAN})$", "minLength": 2}),
]
"""How long until something, or `never` (None)."""
