"""What do we do about actions: ask, agree, carry out, watch, take back?"""
