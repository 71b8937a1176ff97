"""What is in the workspace right now: people, channels, messages, files, marks."""
