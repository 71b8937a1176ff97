"""Which modals and home tabs are open, and what has been filled in?"""
