"""The portal's search: the log, each node's copy, the page, the office's screen."""
