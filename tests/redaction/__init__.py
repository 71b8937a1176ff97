"""How much of what must not leave us does the redaction find, and how much does it take that it should leave alone?

A set of incident-chat messages, log lines, settings, stack traces and addresses, half English and half Japanese, labelled
by hand and written without looking at the rules in `bot/adapters/redaction/`. Rules are tuned by the failures of the
whole set. The fresh set was written afterwards, frozen, and measured blind: its failures are never shown and none of its
cases is changed, so that its figures keep their meaning.

    python -m tests.redaction                    the figures
    python -m tests.redaction --failures even    and what failed among the cases with an even number
    python -m tests.redaction --set fresh        the figures for what no rule has seen

The cases stand in `cases/<kind>.<language>.txt` and `cases/fresh_<kind>.<language>.txt`, one after another, parted by lines of `====`; a case's id is its kind,
language and place, so new ones are added at the end. No secret stands there: values are made when the set is read, valid by
their own rules (lengths, alphabets, check digits) and always the same. In the text of a case

    ⟪github⟫            is a made value that must be gone afterwards (`MAKERS` in `secret_values.py`, `personal_values.py`)
    ⟪github|quoted⟫     the same after a change of its writing (`CHANGES` in `filling.py`)
    ⟪github#1⟫          the same value wherever `#1` stands again in the case
    ⟪=sha⟫              a made value that may stay (in the cases `none`: must; `plain_values.py`)
    ⟪!swordfish⟫        these very words must be gone
    ⟦rolled back⟧       these very words must still be there

What was decided where opinions differ: AWS account ids, ARNs, resource and Slack ids stay; key ids of AWS go, for they come
with their secret. An address that names no machine (127.0.0.1, ::1, 0.0.0.0/0) stays, every other IP address goes, private
ones too. Four numbers after `v` or a word for version are a version. Twelve digits are a My Number, and fourteen to sixteen
a card, only if their check digit says so. A UUID is a face session's only beside a word for session. References to a secret
(`${DB_PASSWORD}`, `secretKeyRef`, `****`) are no secret, and a picture as a `data:` address stays as it is. Names of people and street addresses are not in the set: patterns
cannot find them, and the product says so.
"""
