"""What is a postmortem, from what was said to the document that was agreed on?"""
