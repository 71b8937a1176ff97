"""Where is it put together? The only place where the parts meet, and where failures become words."""
