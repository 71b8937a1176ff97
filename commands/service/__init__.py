"""What can be said to a service's own slash command?"""
