"""Whether Python reads the same programs whatever things are called: JSON in, a list of complaints out.

Input: [{"hostile": code, "plain": code, "files": [name, name]}]. Apart from comments, and from the string that names the file,
both must have the same tokens.
"""
import ast
import functools
import io
import json
import sys
import tokenize
import unicodedata

SKIPPED = (tokenize.COMMENT, tokenize.NL)


@functools.lru_cache(maxsize=None)
def value(string):
    """What a string literal says; None of one with values in it."""
    literal = ast.parse(string, mode="eval").body
    return literal.value if isinstance(literal, ast.Constant) else None


@functools.lru_cache(maxsize=8)
def tokens(code, file):
    """What Python reads of a program; plain ones come again and again."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type in SKIPPED:
            continue
        is_file = token.type == tokenize.STRING and value(token.string) == file
        found.append((token.type, "FILE" if is_file else token.string))
    return found


def complaint(case):
    hostile, plain = case["hostile"], case["plain"]
    for character in hostile:
        if character != "\n" and character not in "\u200c\u200d" and unicodedata.category(character) in ("Cc", "Cf", "Cs"):
            return "holds U+%04X" % ord(character)
    try:
        ast.parse(hostile)
        of_hostile, of_plain = tokens(hostile, case["files"][0]), tokens(plain, case["files"][1])
    except (SyntaxError, ValueError, tokenize.TokenError) as error:
        return str(error)
    return None if of_hostile == of_plain else "is another program"


print(json.dumps([complaint(case) for case in json.load(sys.stdin)]))
