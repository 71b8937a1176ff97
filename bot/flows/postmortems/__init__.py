"""What do we do with a postmortem, from the draft to the figures of all of them?"""
