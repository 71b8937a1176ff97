"""How do we speak and listen in Slack?"""
