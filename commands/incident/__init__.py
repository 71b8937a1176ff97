"""What can be said to the incident command? One file each."""
