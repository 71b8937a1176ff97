"""How is an event handled, from its declaration to its end?"""
