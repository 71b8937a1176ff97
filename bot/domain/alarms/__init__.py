"""What is an alarm, who is told of it, and what is due when nobody answers?"""
