"""The catalogue of what an agency has to disclose of its own accord, and what stands under each line of it."""
