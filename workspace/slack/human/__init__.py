"""What can people in the workspace do and see? The control API behind the page and the tests."""
