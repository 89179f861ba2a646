"""Answers that are kept: nobody sees one that is no longer right, and one that is right costs nothing."""
