"""What was said before? Short believable pasts: channel, minutes ago, author, text, and what hangs on it."""

from __future__ import annotations

from typing import Any

_AIKO, _BEN, _CHIKA, _DANA = "U01AIKO", "U01BEN", "U01CHIKA", "U01DANA"
_EMI, _FARID, _HIRO, _IVY, _DEPLOY = "U01EMI", "U01FARID", "U01HIRO", "U01IVY", "U01DEPLOY"

Past = tuple[Any, ...]

HISTORY: tuple[Past, ...] = (
    (
        "general",
        2900,
        _BEN,
        "Welcome to Face-Auth. Incidents go to <#C01INCIDENTS|incidents>, daily operations to <#C01OPS|ops>.",
    ),
    (
        "general",
        1460,
        _EMI,
        "来週の管理委員会は水曜 10:00 からです。資料は前日までにお願いします。",
        {"reactions": {"+1": [_CHIKA, _AIKO]}},
    ),
    (
        "general",
        320,
        _HIRO,
        "明日のお客様デモ、10 時から 11 時の間は本番のリリースを控えていただけると助かります :pray:",
    ),
    ("general", 312, _DANA, "No release planned before Thursday, so you are safe.", {"under": True}),
    ("general", 301, _HIRO, "ありがとうございます!", {"under": True}),
    (
        "ops",
        1490,
        _AIKO,
        "夜間当番の引き継ぎです。アラームはありませんでした。CheckLiveness の所要時間は平均 4.1 秒、通常の範囲です。",
        {"reactions": {"white_check_mark": [_BEN]}},
    ),
    ("ops", 1480, _BEN, "Thanks Aiko. I have the pager until 18:00 JST."),
    ("ops", 1105, _DEPLOY, "Deployed *create-session* v118 to production by <@U01DANA> (canary 10 % → 100 %, 12 min)"),
    ("ops", 1101, _DANA, "v118 only changes log lines; the confidence threshold is untouched."),
    ("ops", 1098, _BEN, "Good. Watching the success rate for half an hour.", {"under": True}),
    (
        "ops",
        1066,
        _BEN,
        "97.8 % over 30 minutes, same as before. Done.",
        {"under": True, "reactions": {"tada": [_DANA]}},
    ),
    (
        "ops",
        610,
        _CHIKA,
        "先週のポストモーテムの是正処置、残り 2 件です。期限は金曜日なので、担当の方は更新をお願いします。",
        {"pinned": True},
    ),
    ("ops", 604, _AIKO, "ログ保持期間の件は今日中に終わらせます。", {"under": True}),
    ("ops", 130, _FARID, "Is the weekly cost still under the target? The board will ask."),
    (
        "ops",
        121,
        _BEN,
        "Last I looked we were at $96 for the week, target is $100. I'll check again tomorrow morning.",
        {"under": True},
    ),
    (
        "ops",
        42,
        _AIKO,
        "引き継ぎ: 現在アラームなし。セッション数は朝のピークに向けて増えています。",
        {"reactions": {"eyes": [_BEN], "+1": [_DANA]}},
    ),
    (
        "face-auth-dev",
        1300,
        _DANA,
        "Penetration test starts tomorrow. <@U01IVY> has access to the staging account only.",
    ),
    ("face-auth-dev", 1290, _IVY, "Thanks! I will report here first."),
    ("face-auth-dev", 400, _DEPLOY, "Build *face-auth* #2204 passed on main (4 min 12 s)"),
    ("incidents", 4300, _BEN, "Post only announcements here. Each incident gets a room of its own."),
    (
        "incidents",
        2010,
        _CHIKA,
        "先月の報告書は 2 件とも管理委員会で承認されました。",
        {"reactions": {"tada": [_EMI, _BEN]}},
    ),
    (
        "face-auth-ops",
        1900,
        _BEN,
        "This channel belongs to the liveness service: alarms, status and checks are posted here.",
        {"pinned": True},
    ),
    ("face-auth-ops", 95, _AIKO, "朝の確認をします。まずダッシュボードから。"),
    ("face-auth-ops", 88, _AIKO, "成功率 97 % 台、平均信頼度も通常どおりです。", {"under": True}),
)

BOOKMARKS = (
    ("face-auth-ops", "Operations manual", "https://example.com/liveness/manual", ":book:"),
    ("ops", "On-call calendar", "https://example.com/oncall", ":calendar:"),
)
