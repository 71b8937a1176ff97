"""What can play by itself in the workspace? Stories of several steps, written in YAML."""
