"""What can people say to us?

A verb is one file in a family's folder: `commands/service/` holds what is said to a service's own slash command
(`/liveness status`). Each module has `verb = Verb(...)`; `verbs()` walks the folder, so adding a file is all it takes.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.failures import Mistake, shortened
from bot.domain.service import Service
from bot.flows.permits import Right
from bot.flows.stories import Stories
from bot.speech import Ask, Form, Reply


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be said.

    `summary` and `usage` are message ids of the catalogues; `example` is what follows the slash command, and works.
    `run` gets the Ask, the service it is about, the words after the verb and what the stories share; it returns what to
    say and never speaks. `needs` is the right without which it is refused. `button` begins the action ids of buttons
    that say it, whose words begin with the service's name; `shortcut` is the callback id and the name (a message id) of
    the message shortcut that says it. What only buttons say is not `listed`.
    """

    name: str
    summary: str
    usage: str
    example: str
    run: Callable[[Ask, Service, tuple[str, ...], Stories], Reply | Form]
    needs: Right | None = None
    button: str = ""
    shortcut: tuple[str, str] | None = None
    listed: bool = True


def verbs(family: str = "service") -> Mapping[str, Verb]:
    """Return the verbs of a family by name, in alphabetical order of their modules."""
    package = importlib.import_module(f"commands.{family}")
    found = {}
    for module in pkgutil.iter_modules(package.__path__):
        verb = importlib.import_module(f"{package.__name__}.{module.name}").verb
        found[verb.name] = verb
    return found


def chosen(word: str, among: Mapping[str, Verb], command: str) -> Verb:
    """Return the verb that was said; a Mistake names the nearest one when there is none."""
    if word in among:
        return among[word]
    near = difflib.get_close_matches(word, among, n=1, cutoff=0.5)
    nearest = among[near[0]] if near else None
    example = f"{command} {(nearest or among['help']).example}"
    facts = {"word": shortened(word), "command": command, "nearest": near[0] if near else None}
    raise Mistake("unknown_verb", facts, example=example)
