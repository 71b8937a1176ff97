"""How is it really done?"""
