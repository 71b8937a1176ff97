"""How do people say in Japanese that an incident's severity, state or commander changes?

Whole sentences only, with the endings of somebody who tells or decides: 緩和しました, S1に上げます. What asks, denies,
guesses or retells (か, ください, ていません, ようです, とのこと) is no ending here. A reason may come first: …ため、….
"""

from __future__ import annotations

from bot.domain.incidents.phrase import LEVEL, any_of, phrases

_S = rf"(?:s|sev|severity|セブ)[ -]?{LEVEL}"
_NAMED = rf"(?:sev|severity|セブ)[ -]?{LEVEL}"
_NOT_S3 = r"s[ -]?(?P<level>[0-2])(?![0-9A-Za-z_])"
_FROM = r"(?:(?:s|sev|セブ)[ -]?[0-3] ?から ?)"
_SEVERITY = (
    r"(?:(?:この)?(?:インシデント|障害|本件|今回)の ?)?(?:重大度|深刻度|重篤度|重要度|severity|セベリティ)"
    rf"(?: ?[はをが:=→、])? ?{_FROM}?(?:s|sev)?[ -]?{LEVEL}"
)
_WHY = r"(?P<why>[^。!\n]{1,200}?(?:ため|為|ので|から|により|によって|につき|を受け|ことより))(?:、|,)? ?"

_WE_WILL = r"と(?:いた)?します"
_DO = r"(?:し|いたし|致し)(?:ます|ました|た)"
_RISE = rf"(?:変更|引き?上げ|格上げ|設定|更新|昇格|切り?替え|決定|修正|エスカレーション)(?:{_DO}|する|です|{_WE_WILL}|)"
_RAISE = r"(?:(?:引き?)?上げ|変え)(?:ます|ました|る|た)"
_LOWER = any_of(rf"(?:引き?下げ|格下げ|降格)(?:{_DO}|する|です|{_WE_WILL}|)", "(?:引き?)?下げ(?:ます|ました|る|た)")
_MAKE = any_of(_DO, "する", "なりました", "対応(?:し|いたし)ます", "扱います", "いきます", "行きます")
_CHANGE = rf" ?(?:に|へ|と|で) ?{any_of(_RISE, _RAISE, _LOWER, _MAKE)}"

_WHAT = any_of(
    r"(?:本件|本?障害|本?インシデント|(?:この|今回の|当該)(?:障害|件|事象|インシデント)|事象|影響|(?:全)?サービス|全?システム|問題)"
    r"(?:の影響)?(?: ?[はがを:、,]|の(?=[^ ]{1,5}完了))? ?",
    r"(?:ステータス|状態|状況)(?: ?[は:、,])? ?",
    "",
)
_SMOOTHLY = any_of(
    *("無事に?", "今", "ただ ?今", "現在", "先ほど", "さきほど", "先程", "これで", "以上で"),
    *("完全に?", "全て", "すべて", "全面的?に?", "正式に", "正常に"),
)
_HOW = rf"(?:{_SMOOTHLY}[、, ]?){{0,2}}"
_DEED = any_of(
    *(
        "ロールバック",
        "切り?戻し",
        "再起動",
        "フェ[イー]ルオーバー",
        "切り?替え",
        "切替",
        "ホットフィックス",
        "修正",
        "フラグ",
    ),
    *("無効化", "スケール(?:アウト|アップ)", "増強", "増設", "遮断", "隔離", "キャッシュクリア"),
)
_MEANS = any_of("により", "によって", "で", "(?:が|を)?(?:完了|実施)(?:し(?:て|ました)?)?")
_AFTER = rf"(?:(?P<why>[^。!\n、はS]{{0,20}}{_DEED}){_MEANS}[、,。]? ?)?"
_MITIGATED = any_of(
    "(?:影響)?緩和(?:策の?適用|対応|措置|処置)?",
    "(?:暫定|応急|仮)(?:的な)?(?:対策|対応|対処|処置|措置|復旧)",
    "止血",
)
_RESOLVED = any_of("(?:完全|全面|障害)?復旧(?:対応)?", "(?:完全)?解決", "収束", "終息", "解消")
_DONE = any_of(
    rf"(?:が|は|を)? ?(?:完了|確認)(?:(?:し|いたし|致し)(?:ました|た)|です|済み?(?:です)?|{_WE_WILL}|)",
    *("(?:し|いたし|致し)(?:ました|た)", "されました", "できました", rf"済み?(?:です|{_WE_WILL}|)"),
    *("です", _WE_WILL, "とな(?:りました|ります)", "と(?:判断|宣言)し(?:ます|ました)", "を?宣言し(?:ます|ました)"),
)

_ME = r"(?:(?:私|わたし|自分|僕|俺|こちら|当方)(?:が|で|は)?[、,]? ?)"
_COMMANDER = r"(?:インシデント ?・?(?:コマンダー?|指揮官?)|コマンダー?|指揮官|ic(?!し|いたし))"
_TAKE = any_of(
    *(
        "や(?:ります|る|らせていただきます)",
        "(?:担当|就任)?(?:し|いたし|致し)ます",
        "担当です",
        "引き?受け(?:ます|ました)",
    ),
    *("(?:務|つと|勤)めます", "引き?継ぎ(?:ます|ました)", "なります", "なりました", "入ります", "承ります"),
)

PHRASES = (
    *phrases(
        "severity",
        (
            rf"{_SEVERITY}{any_of(_CHANGE, 'です', 'だ', _WE_WILL, 'に', 'へ', 'に[上下]がりました', '')}よ?",
            rf"{_FROM}{_S}{_CHANGE}",
            rf"{_NOT_S3}{_CHANGE}",
            rf"{_S} ?(?:に|へ) ?{any_of(_LOWER, f'(?:格上げ|昇格)(?:{_DO}|)')}",
            rf"{_NAMED}{any_of(_CHANGE, 'です', _WE_WILL)}",
            rf"{_WHY}{_SEVERITY}{any_of(_CHANGE, 'です', _WE_WILL, '')}",
            rf"{_WHY}{_FROM}?{_NOT_S3}{_CHANGE}",
            rf"{_WHY}{_NAMED}{any_of(_CHANGE, 'です', _WE_WILL)}",
        ),
    ),
    *phrases(
        "mitigated",
        (
            rf"{_AFTER}{_WHAT}{_HOW}(?:(?:いったん|一旦|ひとまず)、?)?{_MITIGATED}{_DONE}よ?",
            rf"{_WHAT}緩和",
        ),
    ),
    *phrases(
        "resolved",
        (
            rf"{_AFTER}{_WHAT}{_HOW}{_RESOLVED}{any_of(_DONE, '(?:し|されて)(?:て)?(?:い|お)(?:ます|ります)')}よ?",
            rf"{_AFTER}{_WHAT}(?:完全|全面)?(?:復旧|解決)",
        ),
    ),
    *phrases(
        "reopen",
        (
            rf"(?:本件|この(?:件|インシデント|障害)|本?インシデント)[をのは]? ?(?:再開|(?:再|再度)?オープン)(?:{_DO}|)",
            rf"(?:再|再度|リ)オープン(?:{_DO}|)",
        ),
    ),
    *phrases("reopen", ("再開(?:(?:し|いたし)ます)?",), means="また|もう|まだ", needs_reason=True),
    *phrases(
        "take_command",
        (
            rf"{_ME}?{_COMMANDER}(?:を|は|に|として|役を?)? ?{_TAKE}よ?",
            rf"{_ME}{_COMMANDER}(?:です)?",
            rf"{_COMMANDER}は ?{_ME}{any_of('です', _TAKE)}",
            rf"{_ME}?指揮(?:官?(?:を|に)|権を)? ?{any_of(_TAKE, '(?:取|執|と)ります')}よ?",
        ),
    ),
)

AGAIN = "再発|再び|また|戻|再燃|ぶり返|エラー|アラーム|失敗|直って|悪化|上が|上昇"
"""What makes 再開 the incident's, and not a meeting's."""

_HAILED = any_of(
    *(
        "皆さん",
        "みなさん",
        "皆様",
        "各位",
        "全員",
        "了解(?:です|しました)?",
        "承知しました",
        "はい",
        "では",
        "それでは",
        "じゃあ",
    ),
    *(
        "ご?(?:報告|連絡|共有)(?:です|します)?",
        "更新",
        "速報",
        "お疲れ(?:さま|様)です",
        "すみません",
        "決定",
        "確認しました",
    ),
    *("これより", "ここから(?:は)?", "今から", "以降", "以後"),
)
LEADING = rf"{_HAILED}[、,。: !]? ?"
"""What may stand before, and says nothing."""
