"""How is it remembered? The Store port on SQLite and PostgreSQL, one file for each subject."""
