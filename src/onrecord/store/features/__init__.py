"""What rows are compared by: features of actors, statements, events and commitments."""
