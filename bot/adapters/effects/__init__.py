"""How does what must follow come to pass, whatever happens to us meanwhile? DBOS, behind one workflow."""
