"""How do people say in English that an incident's severity, state or commander changes?

Whole clauses only: "severity S1" and "it's mitigated now" are sayings, "the mitigated plan" has none in it. A bare "S1"
is an opinion as often as an order, and S3 is also a store of Amazon's: both need a word that tells what is meant.
"""

from __future__ import annotations

from bot.domain.incidents.phrase import LEVEL, any_of, phrases

_S = rf"s(?:ev(?:erity)?)?[ -]?{LEVEL}"
_NAMED = rf"sev(?:erity)?[ -]?(?:s[ -]?)?{LEVEL}"
_NOT_S3 = r"s[ -]?(?P<level>[0-2])(?![0-9A-Za-z_])"
_FROM = r"(?: from (?:s|sev(?:erity)?)[ -]?[0-3])?"
_NOW = r"(?: (?:now|here|again|completely|fully)){0,2}"
_ADVERB = r"(?:(?:now|officially|fully|completely|finally|totally|all|confirmed) ){0,2}"

_IS = any_of("'s", "'re", " is", " are", " has been", "'s been", " have been")
_WE_ARE = r"(?:(?:i'm|i am|we're|we are) )?(?:now )?"
_THIS = r"(?: (?:this|it|us|this incident|the incident))?"
_THIS_IS = any_of("(?:it|this|we)(?:'s|'re| is| are)", "(?:the|this) incident is")
_THIS_IS_AT = rf"{_THIS_IS}(?: now| officially)?(?: at| in)?(?: an?)?"
_INCIDENT = r"(?:the |this |our )?(?:incident|issue|outage|problem|situation|(?:customer |user )?impact)"
_SEVERITY = r" (?:the )?sev(?:erity)?(?: level)?"
_EQUALS = r"(?: is now| is| to| now| ?[:=]| ?->| ?→)?"
_TO = r"(?: (?:up |down )?(?:to|as|at)| ?(?:->|→|=))?(?: an?)?"

_CHANGE = any_of(
    *("set(?:ting)?", "rais(?:e|ing)", "bump(?:ing)?", "upgrad(?:e|ing)", "escalat(?:e|ing)", "increas(?:e|ing)"),
    *(
        "chang(?:e|ing)",
        "declar(?:e|ing)",
        "mak(?:e|ing)",
        "call(?:ing)?",
        "treat(?:ing)?",
        "mov(?:e|ing)",
        "drop(?:ping)?",
    ),
)
_LOWER = any_of("lower(?:ing)?", "downgrad(?:e|ing)", "reduc(?:e|ing)", "decreas(?:e|ing)")
_CHANGED = any_of("raised", "lowered", "changed", "set", "upgraded", "downgraded", "bumped")

_DAY = any_of("tomorrow", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "next", "noon", "midnight", "home")
_HERE = any_of(
    "now", "here", "for this(?: one| incident)?", "of this incident", "from now on", rf"from (?!{_DAY})[a-z]+"
)
_FOR_US = rf"(?: {_HERE}){{0,2}}"
_IN_COMMAND = rf"(?:incident )?(?:command|commander|ic)(?: role)?{_FOR_US}"

_DEED = any_of(
    *("roll-?back", "failover", "revert", "restart", "reboot", "redeploy", r"rerout\w+", r"switch\w*"),
    *("hotfix", "patch", "fix", "flag", "scaling"),
)
_NO_DEED = any_of("morning", "evening", "anything", "everything", "something", "nothing", "meeting", "spring")
_MEANS = any_of(
    r"(?:as of|at) (?:now\b|\d{1,2}:\d\d(?: [a-z]{2,4})?(?:[.,!]|\Z))",
    rf"by (?!{_NO_DEED}\b)[a-z]+ing\b",
    rf"(?:by|via|with|through|after|following|thanks to) (?:an? |the |our )?(?:[a-z]+ )?{_DEED}\b",
)


def _state(word: str, noun: str, later: str = "") -> tuple[str, ...]:
    whose = any_of(
        rf"(?:it|this|we|everything){_IS} ", rf"{_INCIDENT}{_IS}? ", "stat(?:us|e)(?: is| ?[:=]| ?->)?(?: now)? ", ""
    )
    mark = any_of("mark", "marking", "declare", "declaring", "calling", "closing")
    move = any_of("set", "setting", "change", "changing", "move", "moving")
    return (
        rf"{whose}{_ADVERB}{any_of(word, noun)}{_NOW}{later}",
        rf"(?:we|i)(?:'ve| have)(?: now| successfully)? {word} (?:it|this|{_INCIDENT}){_NOW}",
        rf"{_WE_ARE}{mark}(?: (?:it|this|{_INCIDENT}))? (?:as )?{_ADVERB}{word}{_NOW}",
        rf"{_WE_ARE}{move}(?: (?:(?:the )?stat(?:us|e)|it|this|{_INCIDENT}))? to {word}",
    )


PHRASES = (
    *phrases(
        "severity",
        (
            rf"(?:the )?sev(?:erity)?(?: level)?{_EQUALS}[ -]?(?:s(?:ev)?[ -]?)?{LEVEL}(?: now)?",
            rf"(?:the )?severity{_IS}?(?: now)? {_CHANGED}{_FROM} to {_S}",
            rf"{_WE_ARE}{any_of(_CHANGE, _LOWER)}{_THIS}{_SEVERITY}{_FROM}{_TO} {_S}(?: now)?",
            rf"{_WE_ARE}{_LOWER}{_THIS}{_FROM}{_TO} {_S}(?: now)?",
            *(rf"{_WE_ARE}{_CHANGE}{_THIS}{_FROM}{_TO} {level}(?: now| incident)?" for level in (_NAMED, _NOT_S3)),
            *(rf"{_THIS_IS_AT} {level}(?: incident)?(?: now)?" for level in (_NAMED, _NOT_S3)),
        ),
    ),
    *phrases(
        "mitigated",
        _state("mitigated", "mitigation(?: is)? (?:complete|completed|done|in place|confirmed)", "(?: for now)?"),
        means=_MEANS,
    ),
    *phrases("resolved", _state("resolved", "resolution(?: is)? confirmed"), means=_MEANS),
    *phrases("reopen", (rf"{_WE_ARE}re[- ]?open(?:ing)?(?: (?:it|this|(?:the |this )?incident))?(?: again)?",)),
    *phrases(
        "take_command",
        (
            rf"(?:i'm|i am|im)(?: now)?(?: the| your)?(?: new| acting)? (?:incident )?(?:commander|ic){_FOR_US}",
            rf"(?:(?:i'm|i am) )?(?:now )?(?:taking|assuming)(?: over)?(?: as)?(?: the)? {_IN_COMMAND}",
            rf"(?:i'll|i will) (?:be|take|take over|assume|act as|do)(?: as)?(?: the| your)? {_IN_COMMAND}",
            rf"i(?:'ve|'m| have| am)?(?: got| taken| take| in)?(?: over)?(?: the)?(?: incident)? command{_FOR_US}",
            rf"i(?:'ll lead| will lead|'m leading| am leading) (?:this|the) incident{_FOR_US}",
        ),
    ),
)

_HAILED = any_of(
    *(
        "ok(?:ay)?",
        "alright",
        "all right",
        "right",
        "team",
        "all",
        "everyone",
        "everybody",
        "folks",
        "hi all",
        "heads up",
    ),
    *("(?:status )?update", "fyi", "now", "so", "yes", "agreed", "decided", "decision", "confirmed", "confirming"),
    *("as discussed", "as agreed"),
)
LEADING = rf"{_HAILED}(?: ?[,:!–—]| -)? "
"""What may stand before, and says nothing."""
