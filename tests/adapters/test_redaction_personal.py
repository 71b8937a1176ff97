"""Do addresses, telephones, cards and people's numbers leave a text, and do the numbers of operations stay?"""

from __future__ import annotations

import pytest

from bot.adapters.redaction.numbers import is_card, is_my_number
from tests.adapters.redaction_examples import redacted

UUID = "550e8400-e29b-41d4-a716-446655440000"
OTHER = "550e8400-e29b-41d4-a716-446655440001"
MAIL = [
    ("mail taro@example.co.jp please", "mail [personal:email:1] please"),
    ("<mailto:taro@example.com|Taro Yamada> knows", "[personal:email:1] knows"),
    ("連絡先はtaro.yamada+x＠example．comです", "連絡先は[personal:email:1]です"),
    ("?email=taro%40example.com&x=1", "?email=[personal:email:1]&x=1"),
    ("taro [at] example.com", "[personal:email:1]"),
    ("Taro <taro@example.com>, hanako@example.com", "Taro <[personal:email:1]>, [personal:email:2]"),
]
MACHINES = [
    ("client 203.0.113.7 timed out", "client [personal:ip:1] timed out"),
    ("203.0.113.7:52314 -> 10.0.0.5:443", "[personal:ip:1]:52314 -> [personal:ip:2]:443"),
    ("see <http://10.1.2.3/x|10.1.2.3/x>.", "see [personal:ip:1]/x."),
    ("x=2001:db8::8a2e:370:7334 y", "x=[personal:ip:1] y"),
    ("fe80::1ff:fe23:4567:890a%eth0 and [2001:db8::1]:443", "[personal:ip:1] and [[personal:ip:2]]:443"),
    ("ＩＰ：１９２．１６８．１．１", "ＩＰ：[personal:ip:1]"),
]
SESSIONS = [
    (f"session_id={UUID}", "session_id=[personal:session:1]"),
    (f'"{{\\"a\\":{{\\"sessionId\\":\\"{UUID}\\"}}}}"', '"{\\"a\\":{\\"sessionId\\":\\"[personal:session:1]\\"}}"'),
    (f"{UUID} のセッション", "[personal:session:1] のセッション"),
    (f"requestId={OTHER} sessionId={UUID}", f"requestId={OTHER} sessionId=[personal:session:1]"),
    (f"sessions: {OTHER}, {UUID}", "sessions: [personal:session:1], [personal:session:2]"),
]
CARDS = [
    ("card 4111 1111 1111 1111", "card [personal:card:1]"),
    ("カード番号：４１１１１１１１１１１１１１１１", "カード番号：[personal:card:1]"),
    ("3782 822463 10005", "[personal:card:1]"),
    ("マイナンバー 1234 5678 9018", "マイナンバー [personal:my-number:1]"),
    ("個人番号：１２３４５６７８９０１８", "個人番号：[personal:my-number:1]"),
]


@pytest.mark.parametrize(("text", "left"), MAIL + MACHINES + SESSIONS + CARDS)
def test_personal_data_is_replaced_and_what_is_around_it_stays(text: str, left: str) -> None:
    assert redacted(text) == left


TELEPHONES = [
    *(
        "03-1234-5678",
        "(03) 1234-5678",
        "03（1234）5678",
        "０９０ー１２３４ー５６７８",
        "090−1234−5678",
        "0120-123-456",
    ),
    *("09012345678", "03.1234.5678", "+81 90 1234 5678", "+81(0)3-1234-5678", "0081-3-1234-5678"),
    *("+1 415 555 2671", "(415) 555-2671", "+44 20 7946 0958", "+49 30 901820", "<tel:+819012345678|090-1234-5678>"),
]


@pytest.mark.parametrize("number", TELEPHONES)
def test_a_telephone_number_is_found_in_every_writing(number: str) -> None:
    assert redacted(f"{number} まで") == "[personal:phone:1] まで"


def test_two_telephones_with_a_stroke_between_them_are_two() -> None:
    assert redacted("070-1234-5678／080-1234-5678") == "[personal:phone:1]／[personal:phone:2]"


INNOCENT = [
    *("ts 1732500000.123456", "2026-11-25T14:25:22.123Z", "2026/11/25 12:00:00", "20261125142522", "11/25 14:25-15:10", "1732500000000"),
    *("v1.2.3.4 released", "version 10.0.19041.1", "chrome/120.0.0.0", "127.0.0.1:8080", "0.0.0.0/0", "10.0.0.0/16", "12:30:45", "std::vector"),
    *(f"request id {UUID}", f"session failed, requestId={UUID}", f"trace {UUID} for session timeout"),
    *("$12,345.67 / ¥1,234,567", "rows 1,234,567,890", "size 1073741824 bytes", "(12345/2938475)", "ports 8080-8090", "100-200-300"),
    *("account 123456789018", "i-0abcdef1234567890", "p1732500000123456", "Duration: 102.50 ms Memory Size: 128 MB", "issue 1234567890"),
    *("npm i react@18.2.0", "git@github.com:org/repo.git", "foo@sha256:abcd", "@here", "user@host"),
]  # fmt: skip


@pytest.mark.parametrize("text", INNOCENT)
def test_numbers_of_operations_stay_as_they_were(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    "digits", ["4111111111111111", "5555555555554444", "378282246310005", "3530111333300000", "30569309025904"]
)
def test_a_card_has_a_brand_and_a_check_digit(digits: str) -> None:
    assert is_card(digits)
    assert not is_card(digits[:-1] + str((int(digits[-1]) + 1) % 10))
    assert not is_card("1" + digits[1:])


def test_a_my_number_has_a_check_digit() -> None:
    assert [last for last in "0123456789" if is_my_number("12345678901" + last)] == ["8"]
