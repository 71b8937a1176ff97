"""Where can committed reports be read without a git host? A page over a bare repository, on loopback."""
