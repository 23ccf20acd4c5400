"""What stands behind `./run`? Only the standard library, because it runs before anything is installed."""
