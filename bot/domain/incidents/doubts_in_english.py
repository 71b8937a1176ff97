"""Which English words take back what was just said, or make a guess, a question, a report of it?"""

from __future__ import annotations

from bot.domain.incidents.phrase import any_of

_SAYS = any_of("says?", "said", "thinks?", "claims?", "reckons?", "believes?")
_WHO_LACKS = any_of("one", "body", "customers?", "users?", "payments?", "logins?", "[a-z]+s")

_WORDS = any_of(
    *(
        rf"not?(?! {_WHO_LACKS}\b)",
        "never",
        "nope",
        "n/a",
        "tbd",
        "todo",
        "pending",
        "none",
        "unknown",
        "false",
        "fake",
    ),
    *(
        "or",
        "if",
        "unless",
        "until",
        "once",
        "when",
        "whenever",
        "right",
        "correct",
        "wait",
        "but",
        "except",
        "only if",
    ),
    *("maybe", "perhaps", "probably", "possibly", "hopefully", "presumably", "apparently", "allegedly", "supposedly"),
    "i (?:think|guess|hope|believe|suppose|assume|was|would)",
    "we (?:hope|think|should|could|might|may)",
    *(
        "should",
        "could",
        "would",
        "can",
        "will",
        "was",
        "were",
        "are",
        "aren't",
        "isn't",
        "wasn't",
        "is (?:it|that|this)",
    ),
    *("do", "does", "did", "don't", "doesn't", "who", "what", "why", "how", "which", "where"),
    *(r"in \d+ ?(?:m|h|s)", r"by \d", r"from \d", "later", "soon", "tomorrow", "tonight", "yesterday", "earlier"),
    *(
        "next (?:week|time|month)",
        "last (?:week|time|month|year)",
        "in progress",
        "almost",
        "mostly",
        "partially",
        "partly",
    ),
    *("said", "says", "according", "per", "for example", r"e\.?g\.?", "example", "(?:as )?(?:a )?test(?:ing)?", "typo"),
    *("jk", "just", "kidding", "lol", "haha", "huh", "eh", "ish", "please", "pls"),
)
FIRST = any_of(
    rf"(?:(?:and|so|then|although|though) )?{_WORDS}\b",
    r"\d{1,2}:\d\d",
    rf"(?:[a-z']+ ){{1,3}}{_SAYS}[.! ]*\Z",
)
"""In doubt when it comes next."""

_GUESS = any_of(*(rf"i {verb}" for verb in ("think", "guess", "suppose", "hope")), "or not", "not sure")

_JOKE = any_of("just kidding", "jk", "lol", "haha")
_DOUBT = any_of(_GUESS, _JOKE, "for example", "hypothetical(?:ly)?", "or should", "or maybe", "if needed", "if so")
ANYWHERE = rf"\b{_DOUBT}\b"
"""In doubt wherever it comes, unless it is in a reason."""

LAST = rf"(?:\b{_GUESS}|, {any_of('right', 'correct', 'no', 'yes', 'ok(?:ay)?', 'yeah')})[.! ]*\Z"
"""In doubt at the end, also of a reason."""

_STILL = any_of(
    *(
        r"fail\w*",
        "see",
        "seeing",
        "down",
        r"error\w*",
        "broken",
        "slow",
        r"happen\w*",
        r"affect\w*",
        "degraded",
        "not",
    ),
    *("ongoing", "firing", "elevated", "high", "getting", "having", "some", "there", "open"),
)
AGAINST = any_of(
    r"\b(?:but|however|except|partial(?:ly)?|not (?:yet|fully|everywhere)|according to)\b",
    rf"\b{_SAYS}\b",
    rf"\bstill (?:\w+ )?{_STILL}\b",
)
"""Speaks against that all is well."""

BEFORE = r"\b(?:if|when|not|maybe|should|says?|said|please|incident)\b"
"""Makes of a Japanese sentence something else than a reason."""
