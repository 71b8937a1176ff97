"""What does an export of a Slack workspace hold? Only reading; neither Slack nor the network is needed."""
