"""What do we do about alarms, from the signal to the fix?"""
