"""With which configuration does the demo play? A copy of ours, in which some of its people may approve.

Shipped, nobody may: a company names its own people first. Where it has, the demo asks those, and nobody else.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from bot.catalogue import BadConfigurationError, load
from bot.domain.rules import Rules

OPERATIONS = ("U01AIKO", "U01BEN", "U01CHIKA", "U01DANA")
"""The workspace's people who run the service; as many as it takes, and one who asks, may approve."""


def configured(source: Path, home: Path, rules: Rules) -> Path:
    """Copy a configuration that was found to be right, with these rules, into a home, and return the copy's folder.

    Where nobody may approve actions or postmortems, people of the workspace may in the copy; else it is the same.
    """
    folder = home / "config"
    (folder / "services").mkdir(parents=True)
    for path in (source / "bot.yaml", *(source / "services").glob("[!.]*.yaml")):
        shutil.copyfile(path, folder / path.relative_to(source))
    bot = folder / "bot.yaml"
    for right, wanted in (
        ("approve_actions", rules.action_approvals),
        ("approve_postmortems", rules.postmortem_approvals),
    ):
        if getattr(rules.rights, right):
            continue
        people = OPERATIONS[: wanted + 1]
        meant = replace(rules, rights=replace(rules.rights, **{right: people}))
        as_it_was = bot.read_text(encoding="utf-8")
        bot.write_text(with_approvers(as_it_was, people, right), encoding="utf-8")
        if _rules(folder) == meant:
            rules = meant
        else:  # it is written in a way that we don't know: better nobody than somebody else
            bot.write_text(as_it_was, encoding="utf-8")
    return folder


def with_approvers(text: str, people: Sequence[str], right: str = "approve_actions") -> str:
    """Return `bot.yaml`'s text with these as the ones who have a right, all else as it was, comments too."""
    listed = f"[{', '.join(people)}]"
    rights = _under(yaml.compose(text, Loader=yaml.SafeLoader), "rights")
    if rights is None:
        return f"{text.rstrip()}\n\nrights:\n  {right}: {listed}\n"
    held = _under(rights, right)
    if held is not None:
        return text[: held.start_mark.index] + listed + text[held.end_mark.index :]
    is_flow = isinstance(rights, yaml.MappingNode) and rights.flow_style
    at = rights.start_mark.index + (1 if is_flow else 0)
    after = ", " if is_flow else "\n" + " " * rights.start_mark.column
    return f"{text[:at]}{right}: {listed}{after}{text[at:]}"


def _under(node: yaml.Node | None, key: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def _rules(folder: Path) -> Rules | None:
    try:
        return load(folder).rules
    except BadConfigurationError:
        return None
