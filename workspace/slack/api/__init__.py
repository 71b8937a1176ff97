"""What does the Web API answer, method by method?"""
