"""How does what people do in Slack come in?"""
