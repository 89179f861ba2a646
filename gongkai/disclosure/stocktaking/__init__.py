"""文件清理: documents gone through one by one by their makers, and the announcement that is drafted from it."""
