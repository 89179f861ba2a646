"""Commands of the operator on accounts."""
