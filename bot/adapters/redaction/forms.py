"""In which forms does a secret stand behind, before or below its name?

Groups tell what was found: `name` (with `password`, `japanese` or `session` when it is one of those), `sign`, `more`
(what the name ends with), and the value in `plain` or in one of the quotations.
"""

from __future__ import annotations

from bot.adapters.redaction.rules import TOPIC, WORD, Pattern

_PASSWORDS = r"pass[_-]?(?:word|wd|phrase|code|wort|key)|(?:\b|_|[a-z])(?:pwd|passwd)|(?:\b|_)(?:pass|pw|pswd|psw)"
_JOINED = (
    r"|(?:db|my|user|root|admin|smtp|ftp|mail|ssh|key|store|trust|ldap|bind|sql|require|http|proxy|app)(?:pass|pw)"
    r"|masterauth"
)
_SECRETS = (
    r"secret(?:[ _-]?(?:access[ _-]?)?key)?|token|api[ _-]?key|access[ _-]?key|private[ _-]?key"
    r"|(?:encryption|signing|signature|master|shared|auth|service|account|storage|license|deploy|ssh|webhook"
    r"|app|application"
    r"|client|consumer|admin|root|functions|subscription|integration|routing|session|secure|hmac|jwt|aes"
    r"|rsa)[ _-]?key"
    r"|credentials?|_auth|auth(?:entication|orization)?[_-]?(?:code|string)|(?:totp|otp|mfa)[ _-]?(?:seed"
    r"|secret|key|code)|recovery[ _-]?(?:code|key)|otp|(?:\b|_)pin(?:[ _-]?code)?|connection[_-]?string"
)
_SESSIONS = (
    r"(?:php|j|asp\.net_)?sess(?:ion)?[_-]?(?:id|key|cookie)|connect\.sid|(?:\b|_)sid|(?:\b|_)session|[a-z]_sess"
)
_NAME = rf"(?P<name>(?P<password>{_PASSWORDS}{_JOINED})|(?P<japanese>{WORD}{{2,}})|(?P<session>{_SESSIONS})|{_SECRETS})"
_SUFFIX = (
    r"(?:[_ -]?(?:value|hash|old|new|prod|production|dev|staging|stg|test|live|current|previous|prev|backup"
    r"|plain|raw|str"
    r"|text|base64|b64|main|primary|secondary|read|write|[0-9]{1,2}))?"
)
_OTHER_SUFFIX = r"(?P<more>(?:[_-]?[a-z0-9]{1,16}){0,2})"
_CLOSE = r"(?P<close>\\*[\x22'\x60]|[*_]{1,2})?\]?[)]?"
_SIGN = (
    rf"(?:[ \t]?\([^()\n\x22]{{1,24}}\))?(?P<sign>\s{{0,3}}(?:\\u003[dD]"
    rf"|(?: [a-z:]{{1,20}}=\x22[^\x22\n]{{0,80}}\x22){{0,2}}>|=>|:=|==?=?|::?|->|\||%3D|%3A|%22%3A%22|>)"
    rf"[ \t]{{0,8}}|[ \t]?{TOPIC}+[ \t:]{{0,3}})"
)
_PLAIN = r"(?P<plain>(?:[^\s\x22'\x60\x80<\x02\x03]|<[^/\s\x22'\x60@#!])+)"
_VALUE = (
    r"(?:\\+(?:\x22|u0022)(?P<escaped>(?:[^\x22\\\n]|\\+[^\x22\\\n])*)|\x22(?P<double>(?:[^\x22\\\n]|\\.)*)"
    rf"|'(?P<single>(?:[^'\\\n]|\\.|'')*)|\x60{{1,3}}(?P<ticked>[^\x60\n]+)|{_PLAIN})"
)
_WRAPPED = r"(?:\[[ \n]{0,3}|\{\s{0,3}\\*[\x22'](?:[SN]|[a-z]*value|plaintext)\\*[\x22']\s?:\s?)?"
KEYWORDS = (
    rf"pass|pwd|(?:\b|_)psw|pw\b|pw[^a-z]|masterauth|secret|token|[_ -]?key\b|[a-z]key\b|credential|_auth"
    rf"|auth[a-z]*[_-]?(?:code|string)|otp|mfa|recovery|"
    rf"(?:\b|_)pin|sess(?:ion)?|(?:\b|[_.])sid|connection.?string|{WORD}"
)
_EMPHASIS = r"(?:[*_]{1,2}[ \t]{1,3})?"
"""A label in bold type ends behind its colon: `*password:* hunter2`."""
ASSIGNED = Pattern(_NAME + _SUFFIX + _CLOSE + _SIGN + _EMPHASIS + _WRAPPED + _VALUE, case_sensitive=False)
BLOCK = Pattern(rf"{_NAME}{_SUFFIX}\x22?:[ \t]*[|>][+-]?[0-9]?\n[ \t]+{_PLAIN}", case_sensitive=False)
FLAG = Pattern(
    rf"(?:(?:^|\s)--?[a-z-]{{0,40}}?|\b(?:ENV|ARG|set|setx|setenv|export) +[a-z0-9_]*?){_NAME}[ \t]+{_VALUE}",
    case_sensitive=False,
)
TOLD_OF = Pattern(
    rf"{_NAME}{_SUFFIX}[ \t]+(?:for|of|on|to|in)(?:[ \t]+[^\s:]{{1,60}}){{1,5}}?(?P<sign>[ \t]?[:=][ \t]?"
    rf"|[ \t]+(?:is|was)[ \t]+(?:now[ \t]+)?){_VALUE}",
    case_sensitive=False,
)
RANDOM = Pattern(rf"{_NAME}{_OTHER_SUFFIX}{_CLOSE}\s{{0,3}}[=:]+[ \t]{{0,8}}{_VALUE}", case_sensitive=False)
PAIR = Pattern(rf"{_NAME}{_SUFFIX}\\*[\x22'] ?, ?{_VALUE}", case_sensitive=False)
BELOW = Pattern(
    rf"{_NAME}{_SUFFIX}[^\n:]{{0,40}}(?:[:\x80{TOPIC}]\n{{1,2}}[ \t>]{{0,6}}|[:\x80{TOPIC}]?\n?\x60{{3}}\n?){_PLAIN}",
    case_sensitive=False,
)
DIRECT = Pattern(rf"(?P<name>(?P<japanese>{WORD}{{2,}}))(?P<sign>[( \x80]?){_VALUE}")
FOREIGN = Pattern(
    rf"{_NAME}{_SUFFIX}{_CLOSE}(?P<sign>=|:[ \t]?)(?P<plain>[!-\x26\x28-~]{{0,20}}\x80[!-~\x80]{{0,40}})",
    case_sensitive=False,
)
KEY = Pattern(rf"(?P<name>\bkey){_CLOSE}(?:\s?[=:]\s{{0,3}}| ){_VALUE}", case_sensitive=False)
ELEMENT = Pattern(
    rf"(?:name|key)\x22?\s*[:=]\s*\x22?[A-Za-z_.-]*?{_NAME}{_SUFFIX}\x22?\s*,?\s*\x22?[a-z]"
    rf"{{0,12}}value\x22?\s*[:=]\s*{_VALUE}",
    case_sensitive=False,
)
TOLD = Pattern(
    rf"{_NAME}{_SUFFIX}(?P<sign>(?:'s)?[ \t]*(?:\b(?:is|was|to|will be|are|as):?[ \t]+(?:now[ \t]+|set to[ \t]+"
    rf"|changed to[ \t]+)?|->|[ \t:])[ \t]*)"
    rf"{_VALUE}",
    case_sensitive=False,
)
BEFORE = Pattern(
    r"(?:[\x22'\x60](?P<ticked>[^\x22'\x60\s]{4,60})[\x22'\x60]|(?:^"
    r"|\s)(?P<plain>[!-\x21\x23-\x26\x28-\x5f\x61-~]{6,60}))"
    rf"(?:\s(?:is|was|as|for)\s(?:(?:the|our|my|a|its)\s)?(?:[A-Za-z0-9_-]{{1,20}}\s){{0,2}}?{_NAME}"
    rf"|[ ]?\x80{{1,4}}(?P<name2>{WORD}{{2,}}))",
    case_sensitive=False,
)

QUOTED = ("escaped", "double", "single", "ticked")
"""The groups of values in quotation marks."""
