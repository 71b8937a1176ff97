"""What do we do, story by story? Each story looks, judges and acts."""
