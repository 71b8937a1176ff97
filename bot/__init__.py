"""liveness-bot: runs on-call for AWS services from the chat where people already talk."""
