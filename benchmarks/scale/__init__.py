"""What many passages cost: filling a store, reading from a large one, and what a hundred million would take."""
