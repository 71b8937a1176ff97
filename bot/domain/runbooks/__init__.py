"""What does an engineer look up in the first ten minutes, and what does it tell?"""
