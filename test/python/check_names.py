"""Whether Python reads the same programs whatever things are called: JSON in, a list of complaints out.

Input: [{"hostile": code, "plain": code, "files": [name, name]}]. Apart from comments, and from the string that names the file,
both must have the same tokens.
"""
import ast
import io
import json
import sys
import tokenize
import unicodedata

SKIPPED = (tokenize.COMMENT, tokenize.NL)


def tokens(code, file):
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type in SKIPPED:
            continue
        is_file = token.type == tokenize.STRING and ast.literal_eval(token.string) == file
        yield (token.type, "FILE" if is_file else token.string)


def complaint(case):
    hostile, plain = case["hostile"], case["plain"]
    for character in hostile:
        if character != "\n" and character not in "\u200c\u200d" and unicodedata.category(character) in ("Cc", "Cf", "Cs"):
            return "holds U+%04X" % ord(character)
    try:
        ast.parse(hostile)
        of_hostile, of_plain = list(tokens(hostile, case["files"][0])), list(tokens(plain, case["files"][1]))
    except (SyntaxError, ValueError, tokenize.TokenError) as error:
        return str(error)
    return None if of_hostile == of_plain else "is another program"


print(json.dumps([complaint(case) for case in json.load(sys.stdin)]))
