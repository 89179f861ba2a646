"""The append-only ledger: what happened, by whom; hash-chained."""
