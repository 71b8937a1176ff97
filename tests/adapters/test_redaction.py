"""Does every secret leave a text, by its form or by its name, and does innocent text stay as it was?"""

from __future__ import annotations

import pytest

from tests.adapters.redaction_examples import redacted

BY_FORM = [
    ("deploy key AKIA¦IOSFODNN7EXAMPLE", "deploy key [secret:aws-key:1]"),
    ("アクセスキーはAKIA¦ABCDEFGHIJKLMNOPです", "アクセスキーは[secret:aws-key:1]です"),
    ("AKIA¦IOSFODNN7EXAMPLE / wJalrXUtnFEMI/K7MDENG¦/bPxRfiCYEXAMPLEKEY", "[secret:aws-key:1] / [secret:aws-secret:1]"),
    (
        "AWS_SESSION_TOKEN=IQoJb3JpZ2lu¦X2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQ",
        "AWS_SESSION_TOKEN=[secret:aws-session:1]",
    ),
    ("token xoxb¦-123456789012-1234567890123-abcdefghijklmnopqrstuvwx", "token [secret:slack-token:1]"),
    (
        "xapp¦-1-A012345-123456-abcdef0123456789 xoxe¦.xoxp-1-Mi0yLTEyMzQ",
        "[secret:slack-token:1] [secret:slack-token:2]",
    ),
    ("xoxb¦%2D123456789012%2D123456%2DabcdefGHIJ", "[secret:slack-token:1]"),
    (
        "https://hooks.slack.com/services¦/T000/B000/XXXXabcdEFGH12345678",
        "https://hooks.slack.com/services/[secret:slack-webhook:1]",
    ),
    ("ghp¦_abcdefghijABCDEFGHIJ0123456789abcdef", "[secret:github-token:1]"),
    ("github¦_pat_11ABCDEFG0abcdefghijklmnopqrstuvwxyz", "[secret:github-token:1]"),
    ("glpat¦-xYz123abcDEF456ghijk", "[secret:gitlab-token:1]"),
    (
        "sk¦_live_4eC39HqLyjWDarjtT1zdp7dc whsec¦_5WbX5kEWLlfzsGNjH64I8lOO",
        "[secret:stripe-key:1] [secret:stripe-key:2]",
    ),
    (
        "AIza¦SyDdI0hCZtE6vySjMm-WEfRq3CPzqKqqsHI ya29¦.a0AfH6SMBxxxxxxxxxx",
        "[secret:google-key:1] [secret:google-key:2]",
    ),
    ("eyJhbGciOiJIUzI1NiJ9¦.eyJzdWIiOiIxMjM0In0.abcDEF_123-xyz", "[secret:jwt:1]"),
    ("npm¦_abcdefghijABCDEFGHIJ0123456789abcdef", "[secret:npm-token:1]"),
    ("SG¦.abcdefghijklmnopqrst.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "[secret:sendgrid-key:1]"),
    ("sk¦-proj-abc123DEF456ghi789jkl sk¦-ant-api03-abc123DEF456ghi789", "[secret:ai-key:1] [secret:ai-key:2]"),
    ("ＡＫＩＡ¦ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰ", "[secret:aws-key:1]"),
]
IN_HEADERS_AND_ADDRESSES = [
    (
        "curl -H 'Authorization: Basic dXNlcjpw¦YXNzd29yZA==' https://x",
        "curl -H 'Authorization: Basic [secret:authorization:1]' https://x",
    ),
    ("Bearer s3cr3tT0kenValue123", "Bearer [secret:authorization:1]"),
    (
        '{"name":"Authorization","value":"Bearer opaquevaluehere"}',
        '{"name":"Authorization","value":"Bearer [secret:authorization:1]"}',
    ),
    ("curl -u admin:hunter2 https://x", "curl -u admin:[secret:password:1] https://x"),
    ("postgres://app:s3cr3t¦@db.example.com:5432/x", "postgres://app:[secret:password:1]@db.example.com:5432/x"),
    ("<https://bob:pa55¦@host.example.com/x|dash>", "<https://bob:[secret:password:1]@host.example.com/x|dash>"),
    ("postgres%3A%2F%2Fapp%3As3cr3t%40db", "postgres%3A%2F%2Fapp%3A[secret:password:1]%40db"),
    ("redis://:hunter2¦@cache:6379/0", "redis://:[secret:password:1]@cache:6379/0"),
    ("mongodb+srv://u:p@ss:w0rd¦@c.mongodb.net/x", "mongodb+srv://u:[secret:password:1]@c.mongodb.net/x"),
    (
        "x?X-Amz-Signature=0123456789abcdef0123&X-Amz-Date=20261125",
        "x?X-Amz-Signature=[secret:signature:1]&X-Amz-Date=20261125",
    ),
    ("https://x?a=1&amp;access_token=abcdef123&amp;b=2", "https://x?a=1&amp;access_token=[secret:token:1]&amp;b=2"),
    ("Cookie: session=abc123; theme=dark", "Cookie: [secret:cookie:1]"),
    ("Set-Cookie: sid=deadbeef99; Path=/; HttpOnly", "Set-Cookie: sid=[secret:cookie:1]; Path=/; HttpOnly"),
    ("JSESSIONID=0A1B2C3D4E5F60718293", "JSESSIONID=[secret:session:1]"),
]
BY_NAME = [
    ("password: correcthorse", "password: [secret:password:1]"),
    ("DB_PASSWORD=letmein", "DB_PASSWORD=[secret:password:1]"),
    ('{"db": {"password": "opensesame"}}', '{"db": {"password": "[secret:password:1]"}}'),
    ('{\\"password\\": \\"opensesame\\", \\"a\\": 1}', '{\\"password\\": \\"[secret:password:1]\\", \\"a\\": 1}'),
    ('"{\\\\\\"apiKey\\\\\\":\\\\\\"abcd1234\\\\\\"}"', '"{\\\\\\"apiKey\\\\\\":\\\\\\"[secret:api-key:1]\\\\\\"}"'),
    ('{"token": 123456, "a": 1}', '{"token": "[secret:token:1]", "a": 1}'),
    ("the password is Tr0ub4dor&3", "the password is [secret:password:1]"),
    ("パスワードは hunter2 です", "パスワードは [secret:password:1] です"),
    ("パスワード：himitsu", "パスワード：[secret:password:1]"),
    ("ﾊﾟｽﾜｰﾄﾞ: himitsu99", "ﾊﾟｽﾜｰﾄﾞ: [secret:password:1]"),
    ("パスワードは「さくら2024」です", "パスワードは「[secret:password:1]」です"),
    ("秘密鍵: abcdEFGH1234", "秘密鍵: [secret:private-key:1]"),
    ("ｐａｓｓｗｏｒｄ＝ｈｕｎｔｅｒ２", "ｐａｓｓｗｏｒｄ＝[secret:password:1]"),
    ("pw: `hunter2`", "pw: `[secret:password:1]`"),
    ("mysql -u root -pHunter2 db", "mysql -u root -p[secret:password:1] db"),
    ("--password hunter2 --x", "--password [secret:password:1] --x"),
    ("<password>hunter2</password>", "<password>[secret:password:1]</password>"),
    ("- name: DB_PASSWORD\n  value: hunter2", "- name: DB_PASSWORD\n  value: [secret:password:1]"),
    ("password: |\n  hunter2", "password: |\n  [secret:password:1]"),
    ('~ master_password = "one" -> "two three"', '~ master_password = "[secret:password:1]" -> "[secret:password:2]"'),
    ("Server=x;Password=abc123;Database=y", "Server=x;Password=[secret:password:1];Database=y"),
    ("password=pa&ss,w;rd)x", "password=[secret:password:1]"),
    ("password=\u200bhun\u200bter2", "password=\u200b[secret:password:1]"),
]


@pytest.mark.parametrize(("text", "left"), BY_FORM + IN_HEADERS_AND_ADDRESSES + BY_NAME)
def test_a_secret_is_replaced_and_what_is_around_it_stays(text: str, left: str) -> None:
    assert redacted(text) == left


KEY = "-----BEGIN RSA PRIVATE¦ KEY-----{0}MIIEowIBAAKCAQEA7abcdEFGH{0}abcdEFGH1234abcd=={0}"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\\n", " "])
def test_a_private_key_leaves_with_its_whole_block(end: str) -> None:
    whole = KEY.format(end) + "-----END RSA PRIVATE¦ KEY-----"
    assert redacted(f"before {whole} after") == "before [secret:private-key:1] after"


@pytest.mark.parametrize("end", ["\n", "\\n"])
def test_a_private_key_without_an_end_goes_as_far_as_base64_does(end: str) -> None:
    assert redacted(KEY.format(end) + "then people talked on") == f"[secret:private-key:1]{end}then people talked on"


INNOCENT = [
    "reverted 3f786850e387550fdab836ed7e6dc881de23001b",
    "trace_id=4bf92f3577b34da6a3ce929d0e0e4736 Root=1-5759e988-bd862e3fe1be46a994272793",
    "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:prod/db-AbC123",
    "arn:aws:iam::123456789018:role/x",
    "<@U012ABCDEF> please look at <#C012ABCDEF|ops> and <https://x.example/a?b=1&amp;c=2|this>",
    "please rotate the password; the password is wrong",
    "password: please change it",
    "Password: expired",
    "パスワードを変更してください。パスワードは 1Password にあります",
    "the security token included in the request is invalid, token expired, max_tokens=4096",
    "password=${DB_PASSWORD} API_KEY=$API_KEY secret: {{ .Values.secret }}",
    "password: str = get_password()",
    'fields: ["password", "email"]',
    "basic authentication is off, Bearer authentication failed",
    "tests pass: 120, key: FaceAuth/2026/11/25/frame.jpg, PWD=/home/app",
    "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/faceauth:1.2.3",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_what_is_no_secret_stays_as_it_was(text: str) -> None:
    assert redacted(text) == text
