"""gongkai: a county's whole year of open-government work, and a checker for anyone's annual report."""

__version__ = "0.1.0"
