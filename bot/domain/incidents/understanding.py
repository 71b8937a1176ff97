"""Somebody writes a sentence in an incident's channel: do they tell us that something changed?

A message counts when it begins with a whole saying in one of the ways people use, followed by nothing or by a reason.
What merely mentions the words changes nothing: a question, a denial, a guess, a condition, a report of others, a
quotation, code, a list. Rather miss a change than make one that nobody meant; a command is always left to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.incidents import doubts_in_english, doubts_in_japanese, said_in_english, said_in_japanese
from bot.domain.incidents.own_words import EMOJI, MENTION, VEIL, OwnWords, own_words
from bot.domain.incidents.phrase import Kind, Phrase

LONGEST = 2000
"""Who tells a state tells it shortly; a longer message is an account of something (ours)."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a message means: `value` is the severity (`S1`), `reason` what was given for it, as it was written."""

    kind: Kind
    value: str | None = None
    reason: str = ""


NOTHING = Intent("none")


def _either(english: str, japanese: str) -> re.Pattern[str]:
    return re.compile(f"{english}|{japanese}", re.IGNORECASE)


_PHRASES: tuple[Phrase, ...] = (*said_in_english.PHRASES, *said_in_japanese.PHRASES)
_LEADING = _either(said_in_english.LEADING, said_in_japanese.LEADING)
_FIRST = _either(doubts_in_english.FIRST, doubts_in_japanese.FIRST)
_ANYWHERE = _either(doubts_in_english.ANYWHERE, doubts_in_japanese.ANYWHERE)
_LAST = _either(doubts_in_english.LAST, doubts_in_japanese.LAST)
_AGAINST = _either(doubts_in_english.AGAINST, doubts_in_japanese.AGAINST)
_BEFORE = _either(doubts_in_english.BEFORE, rf"{doubts_in_japanese.BEFORE}|{VEIL}")
_LABEL = re.compile(r"\A理由(?:は|[:：、])[、\s]*")
_REASONED = re.compile(doubts_in_japanese.REASONED)
_AGAIN = re.compile(said_in_japanese.AGAIN)

_MENTIONED = rf"{MENTION}[ ,:、\n{EMOJI}]*"
_OPENING = re.compile(rf"[ \n{EMOJI}]*(?:{_MENTIONED})?")
_ASKED_OF_US = re.compile(rf"[ \n{EMOJI}]*{_MENTIONED}(?:please |pls )")
_BETWEEN = re.compile(rf"[ \n.。!,、;:()–—{EMOJI}{MENTION}-]*")
_TRAILING_OFF = re.compile(rf"[ !{EMOJI}]*(?:\.\.|。。|・・)")
_SENTENCE = re.compile(r"[.。!,、;\n]+")
_LEVELS = re.compile(r"(?<![0-9A-Za-z_])(?:s[ -]?([0-2])|sev(?:erity)?[ -]?s?([0-3]))(?![0-9A-Za-z_])", re.IGNORECASE)
_STATES = frozenset({"mitigated", "resolved"})


def understand(text: str, *, bot: str | None = None) -> Intent:
    """Return what a message means, `NOTHING` when it means nothing to us or when that isn't beyond doubt.

    Takes any text, as Slack gives it or as it was typed. With the bot's user id, a mention before the saying must be
    the bot's own; without it, any one mention may be. Who may change something is not judged here.
    """
    if not text or len(text) > LONGEST:
        return NOTHING
    own = own_words(text, bot)
    if "?" in own.words:
        return NOTHING
    told = _told(own.words, _beginning(own.words, bot))
    return _intent(own, *told) if told is not None else NOTHING


def _beginning(words: str, bot: str | None) -> int:
    """Return where the saying begins; "please" may come before it where it is the bot that was asked."""
    asked = _ASKED_OF_US.match(words) if bot is not None else None
    return _end(asked or _OPENING.match(words), 0)


def _told(words: str, start: int) -> tuple[Phrase, re.Match[str]] | None:
    """Return the saying that begins here; up to two words that say nothing may stand before it."""
    for _ in range(3):
        for phrase in _PHRASES:
            found = phrase.match(words, start)
            if found is not None:
                return phrase, found
        leading = _LEADING.match(words, start)
        if leading is None:
            return None
        start = leading.end()
    return None


def _intent(own: OwnWords, phrase: Phrase, found: re.Match[str]) -> Intent:
    told = found.groupdict()
    level, why = told.get("level"), told.get("why")
    value = f"S{level}" if level is not None else None
    start = _end(_BETWEEN.match(own.words, found.end()), found.end())
    rest = own.words[start:]
    if (
        _TRAILING_OFF.match(own.words, found.end() - 1)
        or (why and _is_no_reason(why, phrase, value))
        or _is_doubtful(rest, phrase, value, is_reason=bool(told["because"]))
    ):
        return NOTHING
    reason = own.original_between(start)
    if why and not reason:
        reason = own.original_between(found.start("why"), found.end("why"))
    return Intent(phrase.kind, value, _LABEL.sub("", reason))


def _is_no_reason(why: str, phrase: Phrase, value: str | None) -> bool:
    against = phrase.kind in _STATES and _AGAINST.search(why)
    return bool(_BEFORE.search(why) or against) or _names_another(why, value)


def _is_doubtful(rest: str, phrase: Phrase, value: str | None, *, is_reason: bool) -> bool:
    """Say whether what comes after a saying makes it mean less, or something else; a reason may hold much."""
    is_reason = is_reason or _REASONED.search(rest) is not None
    return (
        (not is_reason and bool(_FIRST.match(rest) or _ANYWHERE.search(rest)))
        or _LAST.search(rest) is not None
        or (phrase.kind in _STATES and _AGAINST.search(rest) is not None)
        or (phrase.needs_reason and not _AGAIN.search(rest))
        or _names_another(rest, value)
        or any(kind != phrase.kind for kind in _also_told(rest))
    )


def _names_another(words: str, value: str | None) -> bool:
    """Say whether another severity is named; S3 alone is Amazon's store as often."""
    return value is not None and any(f"S{one[1] or one[2]}" != value for one in _LEVELS.finditer(words))


def _also_told(rest: str) -> Iterator[Kind]:
    for sentence in _SENTENCE.split(rest):
        told = _told(sentence.strip(), 0)
        if told is not None:
            yield told[0].kind


def _end(found: re.Match[str] | None, otherwise: int) -> int:
    return found.end() if found is not None else otherwise
