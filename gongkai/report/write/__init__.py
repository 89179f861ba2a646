"""Writing a report: HTML with the national tables, and JSON for programs. What is written here is read
back by `gongkai.report.read` with every cell equal."""

from gongkai.report.write.html import article, write_html
from gongkai.report.write.json_report import SCHEMA, as_json, write_json

__all__ = ["SCHEMA", "article", "as_json", "write_html", "write_json"]
