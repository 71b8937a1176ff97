"""Which secrets are known by their own form, wherever they stand?

The forms are those that the issuers document; minimal lengths are lenient, since a token cut short is still half a
token.
"""

from __future__ import annotations

from bot.adapters.redaction.edges import EDGE, END
from bot.adapters.redaction.rules import Rule
from bot.adapters.redaction.shapes import is_mixed, is_no_word

RULES = (
    # Amazon Web Services
    Rule(
        "secret:aws-key",
        "a3t|akia|asia|abia|acca",
        EDGE + r"((?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,20})" + END,
    ),
    Rule(
        "secret:aws-secret",
        "akia|asia|aws|secret",
        r"(?:(?:AKIA|ASIA)[A-Z0-9]{12,20}|(?i:secret|aws))[^A-Za-z0-9+]{1,6}"
        r"(?:[A-Za-z_]{1,12}[^A-Za-z0-9+/]{1,4}){0,4}([A-Za-z0-9+/]{40})(?:[^A-Za-z0-9+/=]|$)",
        is_mixed,
    ),
    Rule("secret:aws-session", "iqojb|fwogz|fqogz", r"((?:IQoJb|FwoGZ|FQoGZ)[A-Za-z0-9+/=_%-]{30,})"),
    Rule("secret:aws-bedrock", "absk|bedrock-api-key", r"((?:ABSK|bedrock-api-key-)[A-Za-z0-9+/]{30,}={0,2})"),
    Rule(
        "secret:signature",
        "signature|x-amz-|x-goog-|sig",
        r"(?:^|[?&;,\s\x22'(]|%26|%3F)(?:X-(?:Amz|Goog)-(?:Signature|Credential|Security-Token)|Signature|sig)"
        r"(?:=|%3D|\x22?\s?:\s?\x22?)([A-Za-z0-9%/+=_.~*-]{10,})",
        case_sensitive=False,
    ),
    # Slack
    Rule(
        "secret:slack-token",
        "xox|xapp|xwfp",
        r"((?:xoxe[.-])?(?:xox[a-z]|xapp|xwfp)(?:-"
        "|%2[Dd])[A-Za-z0-9%/+=-]{8,})",
    ),
    Rule(
        "secret:slack-webhook",
        r"hooks\.slack",
        r"hooks\.slack(?:-gov)?\.com(?:/|%2F)(?:services|workflows|triggers)(?:/|%2F)((?:[A-Za-z0-9_/-]|%2F){8,})",
        case_sensitive=False,
    ),
    Rule(
        "secret:webhook",
        r"discord|webhook\.office|logic\.azure",
        r"(?:discord(?:app)?\.com(?:/|%2F)api(?:/|%2F)webhooks(?:/|%2F)|webhook\.office\.com(?:/"
        r"|%2F)webhookb2(?:/|%2F))([A-Za-z0-9_/@.%-]{20,})",
    ),
    # Where code lives
    Rule("secret:github-token", "gh[pousr]_|github_pat_", r"((?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{16,})"),
    Rule(
        "secret:gitlab-token",
        "gl[a-z]{2,6}-|gr1348941",
        r"((?:gl(?:pat|dt|rt|rtr|ptt|cbt|ft|imt|oas|soat|agent|ffct|wt)-|GR1348941)[A-Za-z0-9_.-]{15,})",
    ),
    Rule("secret:bitbucket-token", "atbb|atatt|atctt", r"((?:ATBB|ATATT3|ATCTT3)[A-Za-z0-9_=-]{20,})"),
    Rule("secret:npm-token", "npm_", r"(npm_[A-Za-z0-9]{20,})"),
    Rule("secret:pypi-token", "pypi-", r"(pypi-[A-Za-z0-9_-]{20,})"),
    Rule("secret:rubygems-token", "rubygems_", r"(rubygems_[0-9a-f]{24,})"),
    Rule("secret:docker-token", "dckr_", r"(dckr_(?:pat|oat)_[A-Za-z0-9_-]{16,})"),
    # Money, mail, messages
    Rule(
        "secret:stripe-key",
        "_live_|_test_|_prod_|whsec_",
        r"((?:[sr]k_(?:live|test|prod)_"
        "|whsec_)[A-Za-z0-9+/=_]{8,})",
    ),
    Rule("secret:square-key", "sq0|eaa", r"(sq0[a-z]{3}-[A-Za-z0-9_-]{20,}|EAA[A-Za-z0-9_-]{50,})"),
    Rule("secret:shopify-token", "shp", r"(shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{20,})"),
    Rule("secret:sendgrid-key", r"sg\.", EDGE + r"(SG\.[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{15,})"),
    Rule(
        "secret:mail-key",
        "key-|-us|xkeysib",
        EDGE + r"((?:key-[0-9a-f]{32})|[0-9a-f]{32}-us[0-9]{1,2}|xkeysib-[0-9a-zA-Z-]{30,})" + END,
    ),
    Rule("secret:twilio-key", "sk[0-9a-f]{32}", EDGE + r"(SK[0-9a-fA-F]{32})" + END),
    Rule("secret:grafana-token", "eyjrijoi", r"(eyJrIjoi[A-Za-z0-9_=-]{30,})"),
    Rule(
        "secret:discord-token",
        r"[a-z0-9]\.[a-z0-9_-]{6}\.[a-z0-9_-]{27}",
        EDGE + r"([MNO][A-Za-z0-9]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,})",
    ),
    Rule("secret:telegram-token", "[0-9]:aa", EDGE + r"([0-9]{8,10}:AA[A-Za-z0-9_-]{30,})"),
    # Clouds and their tools
    Rule(
        "secret:google-key",
        r"aiza|ya29\.|gocspx|1//0",
        r"(AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_.-]{10,}|GOCSPX-[A-Za-z0-9_-]{16,}|\b1//0[A-Za-z0-9_-]{20,})",
    ),
    Rule(
        "secret:azure-key",
        "accountkey|sharedaccesskey|q~",
        r"(?:AccountKey|SharedAccessKey)=([A-Za-z0-9+/=]{20,})|([A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})",
    ),
    Rule("secret:digitalocean-token", "do[opr]_v1_", r"(do[opr]_v1_[0-9a-f]{30,})"),
    Rule("secret:vault-token", r"hv[sbr]\.", EDGE + r"(hv[sbr]\.[A-Za-z0-9_-]{20,})"),
    Rule("secret:terraform-token", "atlasv1", EDGE + r"([A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{20,})"),
    Rule("secret:databricks-token", "dapi", EDGE + r"(dapi[0-9a-f]{32}(?:-[0-9])?)" + END),
    Rule(
        "secret:grafana-token",
        "gl(?:sa|c)_",
        EDGE + r"(glsa_[A-Za-z0-9]{16,}_[A-Fa-f0-9]{8}|glc_[A-Za-z0-9+/]{30,}={0,3})",
    ),
    Rule(
        "secret:vendor-token",
        "sntry|nrak-|nrii-|pmak-|lin_api|ntn_|figd_|sbp_|sb_secret|pscale_|bkua_|dp\\.|hrku-|pul-|clojars_|akcp"
        "|lin_oauth|production\\$|age-secret|ops_ey|dt0c01|pdl_|fo1_|fm2_",
        r"((?:sntry[su]_|NRAK-|NRII-|PMAK-|lin_api_|lin_oauth_|pul-|CLOJARS_|AKCp|access_token\$production\$"
        r"|ntn_|figd_|sbp_|sb_secret_|pscale_(?:tkn|pw|oauth)_|bkua_|dp\.(?:pt|st|sa)\."
        r"|HRKU-|AGE-SECRET-KEY-1|ops_eyJ|dt0c01\.|pdl_live_|fo1_|fm2_)[A-Za-z0-9_.+/=$-]{18,})",
    ),
    # Models
    Rule(
        "secret:ai-key",
        "sk-|hf_|gsk_|r8_|pplx-|xai-",
        EDGE + r"((?:sk-(?:[a-z0-9]{2,12}-){0,2}|hf_|gsk_|r8_|pplx-|xai-)[A-Za-z0-9_-]{20,})",
        is_no_word,
    ),
)
