"""Which Web API methods are there?"""

from __future__ import annotations

from workspace.slack.api import chat, conversations, files, identity, marks, rooms, users, views
from workspace.slack.api.method import Method

FAMILIES = (identity, chat, conversations, rooms, users, marks, files, views)
METHODS: dict[str, Method] = {method.name: method for family in FAMILIES for method in family.METHODS}
