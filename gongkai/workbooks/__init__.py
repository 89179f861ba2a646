"""Tables that go out as workbooks or CSV, every cell safe to open."""
