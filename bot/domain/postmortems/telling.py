"""What do the words of a chat message tell: a deed, a cause, a figure, or nothing?

Each sentence is read for itself, and one that asks tells nothing. Words are looked up and not parsed: it must be quick
enough for a whole channel at once, and it only suggests.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from bot.domain.postmortems import telling_words_in_english as english
from bot.domain.postmortems import telling_words_in_japanese as japanese

FEW, MANY, VERY_MANY, ENDLESS = 4, 9, 16, 26
"""Words: fewer than the first tell little; more than the last ramble (ours). Two Japanese letters count as a word."""

LONGEST = 4000
"""Letters that are read of a message, so that none takes long (ours)."""

NEWS = frozenset(
    {
        *("names_an_action", "is_at_work", "names_a_cause", "tells_a_finding", "suspects_a_cause", "rules_out_a_cause"),
        *("decision", "customers_affected", "tells_a_symptom", "sees_a_recovery", "tells_the_public", "takes_command"),
        *("asks_others_for_help", "names_a_time", "names_a_figure", "names_a_part", "tells_plainly"),
    }
)
"""What a message can tell at all; one that shows none of it tells nothing."""

_CODE = re.compile(r"```.*?(?:```|\Z)|^(?:&gt;|>)[^\n]*", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"<?https?://([^\s<>|]+)(?:\|([^<>\n]*))?>?")
_MARKUP = re.compile(r"<[@#!][^<>\n]*>|:[a-z_+][a-z0-9_+-]*:|&(?:amp|lt|gt);", re.IGNORECASE)
_EVIDENCE = re.compile(
    r"grafana|kibana|datadog|dash|graph|metric|log|trace|console|query|commit|compare|pull|merge_requests|diff|runbook"
    r"|status|looking-glass|snapshot|artifact|build|ticket|browse|issues|sentry|insights",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[。\n])|(?<=[.!?])\s+|(?<=[!?])(?=[\u3040-\u9fff])")
_WORD = re.compile(r"[a-z0-9+][a-z0-9'_+-]*")
_ASKS = re.compile(
    r"(?:か|かな|っけ|よね|かね|でしょう)[。\s]*$|(?:(?:です|ます|ました|ません)か|っけ|ですかね)(?=[、。\s])"
)
_DIGIT = re.compile("[0-9]")
_TIME = re.compile(r"(?<![\d:])\d{1,2}(?::\d\d|h\d\d| ?時(?!間)(?: ?\d{1,2} ?分)?)(?!\d)")
_FIGURE = re.compile(
    r"\d[\d,.]{0,12}\s?(?:%|ms\b|s\b|[gmtk]b\b|k\b|m\b|million\b|x\b|[a-z]{1,4}bps\b|[万億]?[件台名枚社店回倍人円](?!目))"
    r"|(?<![\d:v.-])\d{1,3}(?:,\d{3})+|(?<![\w:./-])\d{2,15}(?![\d:]{0,15}[\w:/-])"
    r"|(?<![\w:./-])\d{1,9} (?:of|out of|times|more|other|hosts|nodes|servers|clients|customers|users|tickets|cases)\b"
)
_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_PLAINLY = re.compile(
    r"(?:(?<!かっ)(?<=[ぁ-ん])た|なかった|[てでい]る|済み?|[\u4e00-\u9fff]中|完了|開始|停止|ゼロ|[\u4e00-\u9fff]|\d)[。\s)]*$"
)
_SHOWN_PART = re.compile(r"`[^`\n]+`|→")
_VERSION = re.compile(r"(?<![\w.])v?\d+\.\d+(?:\.\d+)?(?![\w%])")
_NUMBERED = re.compile(r"[a-z][a-z0-9'_+-]*[0-9]")
_DID = re.compile(r"を[^。、\n]{1,24}(?:ました|済み?です|完了)")


@dataclass(frozen=True, slots=True)
class Telling:
    """What words tell: names of signs, and the words themselves, to find what is said twice."""

    signs: frozenset[str]
    words: frozenset[str]


def _by_word() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for sign, words in english.WORDS.items():
        for word in words.split():
            found[word].append(sign)
    return {word: tuple(signs) for word, signs in found.items()}


def _by_pair() -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sign, pairs in english.PAIRS.items():
        for pair in pairs.split(","):
            first, second = pair.split()
            found[first, second].append(sign)
    return {pair: tuple(signs) for pair, signs in found.items()}


def _by_beginning() -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for sign, phrases in japanese.WORDS.items():
        for phrase in phrases.split():
            found[phrase[:2]].append((phrase, sign))
    return {beginning: tuple(phrases) for beginning, phrases in found.items()}


_WORDS, _PAIRS = _by_word(), _by_pair()
_FIRST_OF_PAIR = frozenset(first for first, _ in _PAIRS)
_QUESTIONS, _ORDERS = frozenset(english.QUESTIONS.split()), frozenset(english.ORDERS.split())
_PHRASES = _by_beginning()
_BEGINNINGS = frozenset(_PHRASES)
_LETTERS = frozenset(beginning for beginning in _PHRASES if len(beginning) == 1)


def telling(text: str) -> Telling:
    """Read a message as Slack gives it (mrkdwn, escaped); takes any text."""
    signs: set[str] = set()
    plain = _plain(text[:LONGEST], signs)
    words: list[str] = []
    told: set[str] = set()
    asked = said = 0
    for sentence in filter(None, _SENTENCE.split(plain)):
        own = _WORD.findall(sentence)
        words += own
        if _is_asked(sentence, own):
            asked += 1
            continue
        said += 1
        _read(sentence, own, signs)
        if not sentence.isascii() and _JAPANESE.search(sentence):
            couples = _couples(sentence)
            told |= couples
            _read_japanese(sentence, couples, signs)
    if asked:
        signs.add("only_asks" if not said else "also_asks")
    signs.add(_length(plain, words))
    if signs.isdisjoint(NEWS):
        signs.add("tells_nothing")
    return Telling(frozenset(signs), frozenset(told.union(words)))


def _plain(text: str, signs: set[str]) -> str:
    if "```" in text or ">" in text or "&gt;" in text:
        text = _CODE.sub(" ", text)
    if "://" in text:
        if any(_EVIDENCE.search(found[1]) for found in _LINK.finditer(text)):
            signs.add("links_to_evidence")
        text = _LINK.sub(" ", text)
    if "<" in text or ":" in text or "&" in text:
        text = _MARKUP.sub(" ", text)
    return (text if text.isascii() else unicodedata.normalize("NFKC", text).replace("’", "'")).lower().strip()


def _is_asked(sentence: str, words: Sequence[str]) -> bool:
    if "?" in sentence[-4:] or (words and words[0] in _QUESTIONS):
        return True
    return not sentence.isascii() and _ASKS.search(sentence) is not None


def _read(sentence: str, words: Sequence[str], signs: set[str]) -> None:
    if words and words[0] in _ORDERS:
        signs.add("decision")
    for word in words:
        if word in _WORDS:
            signs.update(_WORDS[word])
    for pair in pairwise(words):
        if pair[0] in _FIRST_OF_PAIR and pair in _PAIRS:
            signs.update(_PAIRS[pair])
    if _SHOWN_PART.search(sentence):
        signs.add("names_a_part")
    if _DIGIT.search(sentence):
        _read_figures(sentence, words, signs)


def _read_figures(sentence: str, words: Sequence[str], signs: set[str]) -> None:
    if any(not word.isalpha() and _NUMBERED.match(word) for word in words) or _VERSION.search(sentence):
        signs.add("names_a_part")
    if _TIME.search(sentence):
        signs.add("names_a_time")
    if _FIGURE.search(sentence):
        signs.add("names_a_figure")


def _read_japanese(sentence: str, couples: frozenset[str], signs: set[str]) -> None:
    """Look up the phrases whose first two letters are there: a hundred times fewer than all of them."""
    for beginning in chain(_BEGINNINGS & couples, _LETTERS.intersection(sentence)):
        for phrase, sign in _PHRASES[beginning]:
            if phrase in sentence:
                signs.add(sign)
    if "を" in sentence and _DID.search(sentence):
        signs.add("names_an_action")
    if _PLAINLY.search(sentence[-8:]):
        signs.add("tells_plainly")


def _length(plain: str, words: list[str]) -> str:
    letters = 0 if plain.isascii() else len(_JAPANESE.findall(plain))
    count = len(words) + letters // 2
    if count < FEW:
        return "is_very_short"
    if count < MANY:
        return "is_short"
    return "is_long" if count < VERY_MANY else "is_very_long" if count < ENDLESS else "is_endless"


def _couples(plain: str) -> frozenset[str]:
    return frozenset(map(operator.add, plain, plain[1:]))
