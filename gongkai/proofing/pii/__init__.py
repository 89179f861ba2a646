"""Personal data in Chinese official text: numbers that prove themselves, words that give them away, and the
evidence that a number is something else (条例第十五条, 个人信息保护法第二十八条)."""
