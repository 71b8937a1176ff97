"""Which Block Kit layouts does Slack accept, and with what words does it refuse the others?"""
