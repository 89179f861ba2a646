"""import_notice, verify_ledger and refold."""
