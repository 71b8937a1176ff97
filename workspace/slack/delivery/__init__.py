"""How do events, commands and interactions reach the app, and what if they do not?"""
