"""Is it in order? Cost, backups and security of a service, each judged by pure functions of what the cloud said."""
