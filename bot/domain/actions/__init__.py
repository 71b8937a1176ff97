"""What may be done to the world, who must agree, and how far is it? Planned, approved, carried out, watched, undone."""
