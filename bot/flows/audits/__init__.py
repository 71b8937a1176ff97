"""Are cost, backups and security in order? Ask everything at once, judge it, and tell it in plain values."""
