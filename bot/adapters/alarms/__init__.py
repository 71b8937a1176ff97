"""How does what watchers send become signals? Pure reading: bytes in, values out, no library and no network."""
