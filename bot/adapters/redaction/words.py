"""Which words after `password:` say something about a password, and are none?"""

from __future__ import annotations

import re

# fmt: off
NO_SECRETS = frozenset({
    "a", "accepted", "active", "again", "already", "always", "an", "and", "any", "are", "ask", "at", "aws",
    "bad", "basic", "bearer", "because", "bool", "boolean", "but", "by", "byte", "bytes", "can", "cannot",
    "changed", "changeme-here", "char", "check", "could", "credential", "credentials", "default", "deleted",
    "denied", "disabled", "do", "does", "doesn't", "don't", "empty", "enabled", "encrypted", "env",
    "environment", "error", "example", "expired", "expires", "failed", "failure", "false", "file", "for",
    "forbidden", "found", "from", "github", "gitlab", "granted", "had", "has", "hashed", "have", "here",
    "hidden", "how", "i", "iam", "if", "in", "inactive", "incorrect", "int", "integer", "invalid", "is",
    "isn't", "it", "jwt", "key", "kms", "later", "leaked", "masked", "mismatch", "missing", "must", "n/a",
    "na", "nan", "need", "needs", "never", "nil", "no", "none", "not", "not_found", "now", "null", "number",
    "oauth", "oauth2", "object", "of", "off", "ok", "okay", "on", "only", "optional", "optional[str]", "or",
    "passkey", "passkeys", "password", "pending", "placeholder", "plain", "plaintext", "please", "prompt",
    "protected", "redacted", "refused", "rejected", "removed", "renewed", "required", "reset", "revoked",
    "rotated", "same", "saml", "secret", "see", "self", "set", "should", "slack", "ssm", "sso", "stdin",
    "still", "stored", "str", "string", "str|none", "tbd", "text", "that", "the", "there", "they", "this",
    "to", "todo", "token", "true", "try", "unauthorized", "unchanged", "undefined", "unknown", "unset", "use",
    "used", "uuid", "valid", "varchar", "vault", "verified", "was", "wasn't", "we", "webauthn", "what",
    "when", "where", "which", "who", "why", "will", "with", "would", "wrong", "yes", "you",
})
# fmt: on

# fmt: off
TRADE_NAMES = frozenset({
    "1password", "argon2", "auth0", "base64", "bitwarden", "ec2", "hs256", "k8", "lastpa", "md5", "oauth2",
    "pbkdf2", "rs256", "s3", "sha-256", "sha256", "sha512", "utf-8", "x509",
})
# fmt: on

REFERENCE = re.compile(
    r"\s*(?:\[(?:secret|personal|masked|redacted|filtered|hidden|removed)\b"  # somebody took it out already
    r"|\$\{|\$\(|\$[A-Z_][A-Z0-9_]*$|\{\{|\{[A-Za-z_.]+\}$|%\(|%[sdv]|%[A-Z_]+%$|<[A-Za-z][\w .-]*>?$|<$"
    r"|@[A-Za-z]+\{|!\w+$|&[a-z]+$"
    r"|[*xX•._?#-]+$|\.{3}|arn:aws|(?:self|this|config|cfg|os|process|settings|args|request|req|env|var|local"
    r"|module|params|opts|options|data|event|props|"
    r"ctx|context|secrets|vault|response|res|body|input|app|user|str|String|Option|Optional|new)[.(\[]"
    r"|[A-Za-z_][\w.]*\((?:.*\))?;?$|(?:file|env|vault|ssm|secretsmanager|op)://"
    r"|(?:your|my|the|some|enter|insert)[-_ ]\w+|[A-Za-z]+Ref:?$|/run/secrets/)",
)
"""What stands for a secret that lies elsewhere."""

VARIABLE = re.compile(r"\$[A-Z_][A-Z0-9_]*$|\$\{[A-Za-z_]\w*\}?$|\$\(|%[A-Z_]+%$|\*{3,}$")
"""What a shell puts a secret for; less than `REFERENCE`, for where a password can be nothing else."""

ADJECTIVE = re.compile(
    r"(?:ed|ing|ly|able|ible|less|ful|ous|ent|ant|ive|ic|ary|ory)$|^(?:correct|strong|simple|public|private"
    r"|secure|unsafe|broken|stolen|written|"
    r"hidden|known|unknown|shown|longer|shorter|weaker|stronger|better|unique|common|random|stored|inside"
    r"|nowhere|somewhere|either|always|nothing|"
    r"something|another|almost|enough|please|vault|bitwarden|again|itself|myself|outside|elsewhere|working)$",
    re.IGNORECASE,
)
"""What is said of a password."""

SPOKEN = re.compile(
    "変更|更新|期限|失効|無効|有効|設定|なし|無し|不明|未|済|エラー|確認|漏|を|は|です|ます|ください|必要|参照|管理|、|。|（|）|自動|同じ|別途"
)
"""What is said of one in Japanese, in place of it."""
