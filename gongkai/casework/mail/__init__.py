"""E-mail to an agency's published mailbox (条例第二十九条): read, laid in a tray, and decided by an officer."""
