"""What do we do about incidents: declare, lead, tell, remind, close?"""
