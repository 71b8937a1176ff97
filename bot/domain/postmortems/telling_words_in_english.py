"""Which English words make a chat message worth keeping in an incident's history, and which make it chatter?

Single words stand as they are written, word for word; of two words, both stand, next to each other. Verbs stand in the
forms of somebody who tells what was done ("restarted"), not of somebody who asks for it or wonders ("restart").
"""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "names_an_action": """
        reverted restarted rebooted reloaded disabled enabled switched promoted demoted scaled drained blocked
        unblocked banned removed deleted dropped applied deployed redeployed released shipped rerouted shifted moved
        migrated purged flushed cleared killed terminated stopped started paused resumed throttled limited raised
        lowered bumped increased decreased reduced restored recovered imported replayed reimported isolated
        quarantined patched upgraded downgraded updated rotated revoked renewed reissued replaced rebuilt recreated
        resized extended added changed configured rerendered re-rendered republished regenerated executed triggered
        ran published lifted froze unfroze evicted whitelisted allowlisted excluded attached detached reset rewrote
        corrected withdrew announced acknowledged merged cherry-picked hotfixed tested filed opened closed mitigated
        finished completed
    """,
    "is_at_work": """
        restarting reverting rerouting draining disabling enabling deploying redeploying promoting restoring importing
        replaying purging scaling wiping moving copying rebuilding migrating pausing blocking removing rolling
        downgrading upgrading failing-over starting
    """,
    "names_a_cause": """
        because cause caused causes causing culprit reason misconfigured misconfiguration bug buggy expired corrupt
        corrupted leak leaks leaked leaking deadlock deadlocked race raced exhausted exhaustion overflow overflowed
        backtracking backtracks regression mismatch wrong missing rejected refuses refused conflicting stale typo
        overloaded saturated quorum depends default defaults dependency accidentally mistake
    """,
    "tells_a_finding": """
        found shows showed confirmed confirms log logs trace traces metrics graph turned identified discovered
        reproduced reveals revealed points measured verified compared checked means nothing only every all none never
        hosts servers nodes
    """,
    "suspects_a_cause": """
        suspect suspects suspected hypothesis theory suspicious smells correlates correlated matches
    """,
    "rules_out_a_cause": "unrelated excluded disproved refuted innocent unaffected unchanged same",
    "decision": """
        decision decided decide agreed approve approved approval priority nobody freeze frozen until instead must
        choose chose chosen hold postpone authorised authorized
    """,
    "customers_affected": """
        customer customers client clients user users tickets complaints complain complained complaining accounts
        orders payments checkouts logins cases merchants partners subscribers patients passengers affected impacted
        lost impact reports callers shoppers stores
    """,
    "tells_a_symptom": """
        fail crash hang fails failing failed failure failures down unreachable unavailable
        errors error 500s 502s 503s 504s 5xx 4xx
        hangs hanging stuck timeout timeouts slow latency spike spiked spiking drop degraded empty gone crash crashed
        crashing crashes looping flapping lag lagging backlog full rejecting refusing dead broken can't cannot
        nxdomain
    """,
    "sees_a_recovery": """
        recovered recovering recovers healthy normal serving succeed succeeds succeeding works resolved fixed passed
        passes stable clean back complete rising caught dropped climbing up zero
    """,
    "tells_the_public": """
        published announced informed status-page statuspage notice banner press public told blog
    """,
    "asks_others_for_help": "vendor paged escalated supplier called provider carrier upstream phoned",
    "takes_command": "commander commanding command lead",
    "is_an_alert": """
        firing alert alarm critical problem page paged warn warning error down triggered incident fatal emergency high
        outage fail failed failing
    """,
    "is_an_all_clear": "ok resolved recovered recovery cleared normal up closed",
    "is_chatter": """
        lol haha hahaha rofl lmao thanks thank thx ty cheers great nice wow congrats congratulations sorry brb coffee
        lunch dinner breakfast pizza beer soup tea hi hello hey bye welcome ouch ugh yay awesome wonderful phew omg
        wtf jesus damn hug hugs popcorn love funny joke kidding yep yeah nope sure cool fair classic lovely argh
        gladly enjoy sleep bed
    """,
    "says_little": """
        looking checking on it ack roger copy ok okay k lgtm same here ping hm hmm huh oh yes no maybe wait wow one
        sec reading joined joining refreshing watching trying posting agreed right true noted +1 wdyt idea too me
    """,
    "is_a_plea": "please pls could can let me ping eta anyone anybody somebody someone",
    "is_for_later": """
        tomorrow monday tuesday wednesday thursday friday saturday sunday retro retrospective review postmortem invite
        meeting later draft calendar week agenda
    """,
    "tells_of_other_times": """
        ago yesterday usually remember 2015 2016 2017 2018 2019 2020 2021 2022 2023 2024 2025 once
    """,
    "names_a_part": """
        cpu memory disk disks network dns database db replica replicas primary schema table tables index indexes
        partition partitions broker brokers consumer consumers producer queue queues cache caches cluster node nodes
        host hosts server servers pod pods container containers pool pools connection connections thread threads lock
        locks cert certs certificate certificates token tokens cookie key keys endpoint endpoints record records route
        routes prefix prefixes router switch firewall proxy gateway gateways balancer balancers bucket buckets volume
        volumes snapshot snapshots backup backups migration config configuration flag flags rollout rollouts release
        deploy deployment build hotfix version versions image images bundle library template alias rule rules retry
        retries timeout quota throttle throttles traffic request requests upload uploads query queries api apis sdk
        regex parser job jobs cron script command lease leases session sessions row rows column zone region regions
        edge cdn origin waf lut render renders threshold model models registry concurrency topic shard shards stack
        heap ntp clock tls x509 saml push
    """,
    "is_about_oneself": "i i'm i'd i've i'll im my me myself mine",
    "tells_a_tale": """
        remember honestly anyway though basically actually believe always joke joking fun fancy wonder wondering
        supposed assume assumed imagine favourite budget talk conversation everybody folks kind sort bet
    """,
    "is_unsure": """
        maybe perhaps probably guess think hope hopefully could might seems looks feels ish should idk
    """,
}
"""By what they tell; a word may stand in several."""

PAIRS: Mapping[str, str] = {
    "names_an_action": """
        rolled back, turned off, turned on, failed over, switched off, switched on, took down, brought up, brought
        back, put back, is live, is on, is off, are on, are off, are disabled, is disabled, is enabled, were
        removed, is removed, set to, went out, opened a, is out
    """,
    "is_at_work": """
        rolling back, going back, failing over, turning off, bringing up, we stop, we restore
    """,
    "names_a_cause": """
        due to, root cause, that's why, so the, means the, leads to, led to, out of, by accident, it's the, it was,
        so it, by default, ran out, no longer, instead of, was never, when the, which is
    """,
    "tells_a_finding": "turns out, looking at, according to, no alert, there is, there was, see the",
    "suspects_a_cause": "might be, may be, could be, looks like, probably the",
    "rules_out_a_cause": "ruled out, rules out, not it, so not, not the, no change, isn't the, is clean",
    "decision": """
        we go, we will, let's go, go for, go with, from now, further notice, ok to, starting today, no more, not
        until, we won't, we keep, we roll, we stop, we restore, we bring, second reviewer
    """,
    "tells_a_symptom": "since about, not responding, no response, went from, is down, are down",
    "sees_a_recovery": "back to, is back, are back, open again, up again, works again, down to, is up",
    "tells_the_public": "status page, status account, press office, public status, told customers",
    "takes_command": "incident commander, taking command, i'll run, taking over, handing over",
    "is_chatter": """
        good morning, good night, morning all, gn all, well done, good work, great work, see you, good luck, no
        blame, my bad
    """,
    "says_little": "on it, looking at, one sec, let me, give it, not yet, taking a, makes sense, i see",
    "is_a_plea": """
        can you, can we, could you, any update, any eta, tell me, let me, should we, should i
    """,
    "tells_of_other_times": "last time, last year, years ago, in january, in march, used to, back then",
    "is_for_later": "next week, write up, the ticket, i'll file, the review, bring it",
}
"""By what they tell, with commas between."""

QUESTIONS = """
    who what why how is are can do does did should shall could would anyone anybody any wdyt which where
"""
"""What a sentence that asks begins with."""

ORDERS = """
    turn kill cap stop roll revert restart lift block freeze put hold disable enable drain pause page call add remove
    switch fail scale isolate move point bring send tell publish keep lock shut cut limit raise lower pull
"""
"""What a sentence that orders begins with."""
