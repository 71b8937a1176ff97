"""Where can the bot be tried without Slack or AWS? A Slack-compatible server, its page, and a pretend AWS."""
