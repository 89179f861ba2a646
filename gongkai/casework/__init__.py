"""Disclosure on request (条例第二十七条至第四十五条): every case is the log of its events."""
