"""The annual report as a document: read any file, check it, write it."""
