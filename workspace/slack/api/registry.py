"""Which Web API methods are there?"""

from __future__ import annotations

from workspace.slack.api import chat, conversations, files, identity, leaving, marks, rooms, scheduled, users, views
from workspace.slack.api.method import Method

FAMILIES = (identity, chat, scheduled, conversations, rooms, leaving, users, marks, files, views)
METHODS: dict[str, Method] = {method.name: method for family in FAMILIES for method in family.METHODS}
