"""Which secrets are known by where they stand: in a header, a cookie, a command or an address?"""

from __future__ import annotations

from bot.adapters.redaction.rules import Rule
from bot.adapters.redaction.shapes import is_credentials, is_mixed, is_no_port, is_no_variable, is_no_word

RULES = (
    # What travels in headers
    Rule("secret:jwt", "eyj", r"(eyJ[A-Za-z0-9_-]{6,}(?:(?:\.|%2[Ee])[A-Za-z0-9_-]{4,}){1,4}\.?)"),
    Rule(
        "secret:authorization",
        "authori[sz]ation",
        r"authori[sz]ation\\*[\x22']?\s{0,4}(?:[:=,]|=>"
        r"|%3A)\s{0,4}\[?(?:\\*[\x22']?value\\*[\x22']?\s?[:=]\s?)?\\*[\x22']?\s{0,2}(?:(?:basic|bearer|token"
        r"|digest|apikey|negotiate|key|bot)(?:\s{1,4}|%20|\+))?"
        r"([A-Za-z0-9._~+/=%:|-]{6,})",
        lambda value: (
            value.lower()
            not in {"bearer", "digest", "negotiate", "failed", "required", "header", "headers", "denied", "missing"}
            and not value.startswith("AWS4-")
        ),
        case_sensitive=False,
    ),
    Rule(
        "secret:authorization",
        "auth",
        r"\x22auth\\*\x22\s{0,2}:\s{0,4}\\*\x22([A-Za-z0-9+/]{12,}={0,2})\\*\x22",
        is_credentials,
    ),
    Rule(
        "secret:authorization",
        "bearer",
        r"\bbearer(?:\s{1,4}|%20|:\s?|=)\\*[\x22']?([A-Za-z0-9._~+/=%-]{6,})",
        is_no_word,
        case_sensitive=False,
    ),
    Rule(
        "secret:authorization",
        "basic",
        r"\bbasic(?:\s{1,4}|%20)([A-Za-z0-9+/]{6,}={0,2})",
        is_credentials,
        case_sensitive=False,
    ),
    Rule(
        "secret:cookie",
        "cookie",
        r"(?:^|[^-])cookie\\*[\x22']?\s{0,4}[:=]\s{0,4}\\*[\x22']?([A-Za-z0-9_.$!|~*-]+=(?:[^\s;,\x22'\\\x80]+"
        r"|\x22[^\x22;\n]*\x22)(?:;\s?[A-Za-z0-9_.$!|~*-]+(?:=(?:\x22[^\x22;\n]*\x22|[^\s;\x22'\\\x80]*))?)*)",
        case_sensitive=False,
    ),
    Rule(
        "secret:cookie",
        "set-cookie",
        r"set-cookie\\*[\x22']?\s{0,4}[:=,]\s{0,4}\\*[\x22']?[A-Za-z0-9_.$!|~*-]+=([^\s;,\x22'\\\x80]+)",
        case_sensitive=False,
    ),
    Rule(
        "secret:cookie",
        "curl",
        r"\bcurl\b[^\n]*?\s(?:-b|--cookie)[ =]?[\x22']?([A-Za-z0-9_.-]+=[^\x22'\s]+(?:;\s?[A-Za-z0-9_.-]"
        r"+=[^\x22'\s;]+)*)",
    ),
    # What stands in commands and addresses
    Rule(
        "secret:password",
        " -[a-z]*u|--user|--proxy-user|-a ",
        r"(?:^|\s)(?:-[a-zA-Z]*u|--user|--proxy-user|-a)(?:\s{1,4}|="
        r"|)[\x22']?[^\s:\x22'/\\]+:([^\s\x22'/][^\s\x22'\x80]*)",
        is_no_variable,
    ),
    Rule(
        "secret:password",
        "-u|--user",
        r"(?:^|\s)(?:-u|--user)(?:\s{1,4}|=)[\x22']?([A-Za-z0-9_-]{16,}):(?:[\x22'\s]|$)",
    ),
    Rule("secret:password", "://", r"[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s/:@\x22'<>]*:([^\s/\x22'<>]+)@", is_no_port),
    Rule(
        "secret:password",
        "://",
        r"[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s/:@?#\x22'<>]*:([^\s@\x22'<>\x80]+)@",
        is_no_port,
    ),
    Rule(
        "secret:password",
        "%3a%2f%2f",
        r"%3A%2F%2F[^\s%:@]*(?:%3A|:)([^\s&\x22'<>\x80]+?)(?:%40|@)",
        is_no_port,
        case_sensitive=False,
    ),
    Rule("secret:password", "://", r"://([A-Za-z0-9_-]{20,})@", is_mixed),
    Rule("secret:password", "://[0-9a-f]{32}@", r"://([0-9a-f]{32})@"),
    Rule(
        "secret:value",
        "from-literal|secret-string|securestring",
        r"(?:--from-literal[= ][\x22']?[A-Za-z0-9_.-]+=|--secret-string[= ][\x22']?"
        r"|SecureString[^\n]*?--value[= ][\x22']?)([^\s\x22'\x80]+)",
    ),
    Rule("secret:password", r"password\('", r"(?i:password)\('([^'\n]+)'"),
    Rule("secret:password", "securestring", r"SecureString\s+(?:-String\s+)?[\x22']([^\x22'\n]+)[\x22']"),
    Rule(
        "secret:password",
        "auth|credential|login",
        r"(?:[aA]uth|[cC]redentials?|[lL]ogin"
        r"|authenticate)\s?=?\s?\(\s?[\x22'][^\x22'\n]+[\x22'],\s?[\x22']([^\x22'\n]+)[\x22']",
    ),
    Rule("secret:password", "\x02", r"\x02{2,}[:=\x03 ]{1,3}[A-Za-z0-9_.@-]+ ?/ ?([^\s\x22'\x80]{4,})"),
    Rule("secret:password", "sqlcmd|bcp|isql", r"(?:sqlcmd|bcp|isql)\s[^\n]*?\s-P\s?[\x22']?([^\s\x22']+)"),
    Rule("secret:aws-signature", "akia|asia", r"A[KS]IA[A-Z0-9]{12,20}:([A-Za-z0-9+/]{27}=)"),
    Rule("secret:password", "openssl", r"openssl\s[^\n]*?\s-k\s+(\S+)"),
    Rule("secret:password", "jdbc:oracle", r"jdbc:oracle:[a-z]+:[^/\s@]+/([^@\s\x22']+)@"),
    Rule(
        "secret:password",
        "identified|with password|encrypted password",
        r"(?i:identified\s+(?:with\s+\S+\s+)?by"
        r"|with\s+(?:encrypted\s+)?password)\s+(?i:values\s+)?[\x22']([^\x22'\n]+)",
    ),
    Rule(
        "secret:password",
        "mysql|mariadb|sshpass|redis-cli|ldapsearch",
        r"(?:mysql[a-z]*|mariadb[a-z-]*)\s[^\n]*?\s?-p[\x22']?([^\s\x22'-][^\s\x22'\x80]*)",
        is_no_variable,
    ),
    Rule(
        "secret:password",
        "sshpass|redis-cli|ldapsearch|htpasswd",
        r"(?:sshpass\s+-p|redis-cli\s[^\n]*?-a|ldapsearch\s[^\n]*?-w)\s{0,3}[\x22']?([^\s\x22'-][^\s\x22'\x80]*)",
        is_no_variable,
    ),
    Rule(
        "secret:password",
        r"-p\b|-p",
        r"(?:-u|-U"
        r"|--username)[ =]?[^\s]+\s+-p[ =]?[\x22']?([^\s\x22'-][^\s\x22'\x80]*)",
        is_no_variable,
    ),
    Rule(
        "secret:password",
        r":[0-9]{4,5}:",
        r"\b[A-Za-z0-9.-]*[g-zG-Z.-][A-Za-z0-9.-]*:[0-9]{4,5}:[A-Za-z0-9_*-]+:[A-Za-z0-9_*-]+:([^\s:\x22'\x80]{4,})",
    ),
    Rule(
        "secret:password",
        r"@[a-z0-9.-]+[:/(]",
        r"(?:^|[\s\x22'=(])[A-Za-z0-9_.-]+:([^\s:@/\x22'\x80]{3,})@[A-Za-z0-9.-]+(?::[0-9]{2,5}|/|\()",
    ),
    Rule(
        "secret:password",
        "cred|login|id/",
        r"(?i:creds?|credentials|login|id ?/ ?p(?:w|ass(?:word)?))(?:\s(?:is"
        r"|are))?\s?[:=\x80 ]\s?[A-Za-z0-9_.@-]+(?: ?/ ?|:)([^\s\x22'\x80]{4,})",
    ),
    Rule(
        "secret:password-hash",
        r"\$[0-9a-z]+\$",
        r"(\$(?:1|2[abxy]|5|6|y|apr1|argon2(?:id|i|d))\$[./A-Za-z0-9$,=+-]{8,})",
    ),
    Rule("secret:password", "pass:", r"-pass(?:in|out)?\s+[\x22']?pass:([^\s\x22']+)"),
    Rule("secret:password", "login", r"\blogin\s+\S+\s+password\s+(\S+)"),
)
