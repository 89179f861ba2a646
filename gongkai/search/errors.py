"""What can go wrong with an index; what people type never does.

SearchError
├── Damaged   the index cannot be read: it is made again from the database
└── Busy      another process is writing to this copy of the index
"""


class SearchError(Exception):
    """Something of the index; ``code`` is for programs, the text for people."""

    code = "SEARCH"


class Damaged(SearchError):
    """The index is not there, is of another version or cannot be read."""

    code = "INDEX_DAMAGED"

    def __init__(self, why: str = "") -> None:
        super().__init__("搜索数据正在重建，暂时不能搜索。")
        self.why = why


class Busy(SearchError):
    """Somebody else writes to this copy of the index now."""

    code = "INDEX_BUSY"

    def __init__(self) -> None:
        super().__init__("另一个进程正在更新搜索数据。")
