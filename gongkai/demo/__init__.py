"""The made-up district 明湖区 and its year 2023, made through the same actions that officers use."""
