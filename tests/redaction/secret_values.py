"""What do secrets look like that were made up for this moment?

Shapes are those that the issuers document or that secret scanners publish as rules. Prefixes are written in two pieces, so
that no scanner takes this file for a leak.
"""

from __future__ import annotations

import base64
import json
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

UPPER = string.ascii_uppercase
ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
BASE32 = UPPER + "234567"
BASE64 = ALNUM + "+/"
URLSAFE = ALNUM + "-_"
WORDS = (
    *("maple", "harbor", "copper", "violet", "thunder", "walnut", "granite", "lantern", "meadow", "saffron", "glacier"),
    *("orchid", "pepper", "cobalt", "willow", "ember", "falcon", "juniper", "marble", "nectar", "tundra", "velvet"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A value as it stands in a text, and the pieces of it that must be gone."""

    text: str
    hidden: tuple[str, ...]


Maker = Callable[[Random], Made]


def draw(random: Random, alphabet: str, length: int) -> str:
    """So many characters of an alphabet, a letter and a digit among them where it has both."""
    while True:
        text = "".join(random.choices(alphabet, k=length))
        kinds = (str.isalpha, str.isdigit)
        if all(any(map(kind, text)) for kind in kinds if any(map(kind, alphabet))):
            return text


def whole(make: Callable[[Random], str]) -> Maker:
    """Make a maker of values that are secret from their first to their last character."""

    def made(random: Random) -> Made:
        text = make(random)
        return Made(text, (text,))

    return made


def token(prefix: str, alphabet: str, length: int) -> Maker:
    """Make a maker of tokens that begin alike."""
    return whole(lambda random: prefix + draw(random, alphabet, length))


def after(prefix: str, make: Callable[[Random], str]) -> Maker:
    """Make a maker of values that begin with something everybody may see."""

    def made(random: Random) -> Made:
        text = make(random)
        return Made(prefix + text, (text,))

    return made


def _digits(random: Random, length: int) -> str:
    return random.choice("123456789") + "".join(random.choices(string.digits, k=length - 1))


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _jwt(random: Random) -> str:
    head = {"alg": random.choice(["HS256", "RS256", "ES256"]), "typ": "JWT"}
    body = {"sub": _digits(random, 10), "iss": "https://auth.example.com/", "exp": 1763990000 + random.randrange(99999)}
    return ".".join(
        [
            *(_url64(json.dumps(part, separators=(",", ":")).encode()) for part in (head, body)),
            draw(random, URLSAFE, 43),
        ]
    )


def _password(random: Random) -> str:
    """Upper and lower case, digits, and signs that mean nothing in addresses, shells and JSON."""
    pieces = [random.choice(WORDS).title(), _digits(random, 3), random.choice("!#^*~%+"), draw(random, ALNUM, 5)]
    return "".join(pieces)


def _words(random: Random) -> str:
    return "".join(random.sample(WORDS, 2))


def _basic(random: Random) -> str:
    return base64.b64encode(f"{random.choice(WORDS)}:{_password(random)}".encode()).decode()


def pem(label: str, *, lines: int = 12, end: bool = True) -> Maker:
    """Make a maker of blocks as RFC 7468 writes them; without `end` they are cut off."""

    def made(random: Random) -> Made:
        body = [draw(random, BASE64, 64) for _ in range(lines)]
        edge = [f"-----{word} {label}-----" for word in ("BEGIN", "END")]
        return Made("\n".join([edge[0], *body, *edge[1:]][: None if end else -1]), tuple(body))

    return made


def _hook(random: Random) -> str:
    return f"T{draw(random, UPPER + string.digits, 9)}/B{draw(random, UPPER + string.digits, 10)}/{draw(random, ALNUM, 24)}"


def _slack(kind: str, last: int, alphabet: str, numbers: int) -> Maker:
    return whole(
        lambda random: "-".join(
            ["xo" + kind, *(_digits(random, 12) for _ in range(numbers)), draw(random, alphabet, last)]
        )
    )


MAKERS: Mapping[str, Maker] = {
    "aws-id": token("AK" + "IA", BASE32, 16),
    "aws-temp-id": token("AS" + "IA", BASE32, 16),
    "aws-secret": token("", BASE64, 40),
    "aws-session": whole(lambda random: "IQo" + "Jb3JpZ2luX2Vj" + draw(random, BASE64, 240) + "=="),
    "signature": token("", HEX, 64),
    "signature-old": whole(lambda random: base64.b64encode(random.randbytes(20)).decode()),
    "slack-bot": _slack("xb", 24, ALNUM, 2),
    "slack-user": _slack("xp", 32, HEX, 3),
    "slack-app": whole(
        lambda random: "-".join(
            ["xa" + "pp-1", "A0" + draw(random, BASE32, 9), _digits(random, 13), draw(random, HEX, 64)]
        )
    ),
    "slack-refresh": token("xo" + "xe-1-", ALNUM, 146),
    "slack-hook": after("https://hooks.slack.com/services/", _hook),
    "github": token("gh" + "p_", ALNUM, 36),
    "github-app": token("gh" + "s_", ALNUM, 36),
    "github-fine": whole(lambda random: "github" + f"_pat_{draw(random, ALNUM, 22)}_{draw(random, ALNUM, 59)}"),
    "gitlab": token("gl" + "pat-", URLSAFE, 20),
    "gitlab-runner": token("gl" + "rt-", URLSAFE, 20),
    "stripe": token("sk" + "_live_", ALNUM, 24),
    "stripe-restricted": token("rk" + "_live_", ALNUM, 24),
    "stripe-hook": token("wh" + "sec_", ALNUM, 32),
    "google": token("AI" + "za", URLSAFE, 35),
    "google-oauth": token("GO" + "CSPX-", URLSAFE, 28),
    "google-access": token("ya" + "29.a0", URLSAFE, 120),
    "npm": token("np" + "m_", ALNUM, 36),
    "pypi": token("py" + "pi-AgEIcHlwaS5vcmc", URLSAFE, 130),
    "sendgrid": whole(lambda random: "S" + f"G.{draw(random, URLSAFE, 22)}.{draw(random, URLSAFE, 43)}"),
    "openai": whole(
        lambda random: "T3BlbkFJ".join(["sk" + "-proj-" + draw(random, URLSAFE, 74), draw(random, URLSAFE, 74)])
    ),
    "anthropic": whole(lambda random: "sk" + f"-ant-api03-{draw(random, URLSAFE, 93)}AA"),
    "hugging-face": token("hf" + "_", string.ascii_letters, 34),
    "vault": token("hv" + "s.", URLSAFE, 95),
    "digital-ocean": token("do" + "p_v1_", HEX, 64),
    "azure": whole(lambda random: base64.b64encode(random.randbytes(64)).decode()),
    "hex32": token("", HEX, 32),
    "hex40": token("", HEX, 40),
    "random20": token("", ALNUM, 20),
    "random32": token("", ALNUM, 32),
    "jwt": whole(_jwt),
    "password": whole(_password),
    "words": whole(_words),
    "words64": whole(lambda random: base64.b64encode(_words(random).encode()).decode()),
    "pin": whole(lambda random: _digits(random, 8)),
    "basic": whole(_basic),
    "rsa": pem("RSA PRIVATE KEY"),
    "pkcs8": pem("PRIVATE KEY"),
    "ec": pem("EC PRIVATE KEY", lines=3),
    "openssh": pem("OPENSSH PRIVATE KEY", lines=6),
    "rsa-cut": pem("RSA PRIVATE KEY", lines=7, end=False),
}
