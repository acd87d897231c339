"""Writes include/keratin/core/unicode_tables.hpp: what Python's str.lower() does with each character (Unicode 14).

`python3 make_unicode.py golden` writes golden/preprocessing/lower.txt instead, what unicode_test.cpp compares with: a line
"character lower" for each that changes, then one "text<TAB>lower" for texts with a capital sigma.
"""
import pathlib
import sys
import unicodedata

assert unicodedata.unidata_version == "14.0.0", unicodedata.unidata_version
here = pathlib.Path(__file__).parent
sigma = "\u03a3"
characters = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def lower_ranges():
    """(first, last, step, distance) for the characters whose lower case is one other character."""
    pairs = [(c, ord(chr(c).lower())) for c in characters if len(chr(c).lower()) == 1 and chr(c).lower() != chr(c)]
    at = 0
    while at < len(pairs):
        first, distance = pairs[at][0], pairs[at][1] - pairs[at][0]

        def end(step):
            i = at
            while i + 1 < len(pairs) and pairs[i + 1] == (pairs[i][0] + step, pairs[i][0] + step + distance):
                i += 1
            return i

        step = max((1, 2), key=lambda s: (end(s), -s))
        yield first, pairs[end(step)][0], step, distance
        at = end(step) + 1


def ranges(holds):
    first = None
    for c in characters + [0x110000]:
        if c < 0x110000 and holds(c):
            first, last = c if first is None else first, c
        elif first is not None:
            yield first, last
            first = None


def cased(c):
    return (chr(c) + sigma).lower()[-1] == "\u03c2"


def ignorable(c):
    return not cased(c) and ("A" + chr(c) + sigma).lower()[-1] == "\u03c2"


def table(declaration, rows):
    text = f"inline constexpr {declaration}[] = {{\n"
    line = "   "
    for row in rows:
        entry = " {" + ", ".join(map(str, row)) + "},"
        if len(line + entry) > 120:
            text += line + "\n"
            line = "   "
        line += entry
    return text + line.removesuffix(",") + "};\n"


if sys.argv[1:] == ["golden"]:
    texts = ["ΑΣ", "Σ", "ΣΑΣ ΑΣΣ.", "ΑΣ\u0301", "ΑΣ\u0301Α", "Α.Σ", "Α.Σ.Β", "A:Σ", "Α1Σ", "1Σ", "ǅΣ", "ʰΣ", "\u0345Σ", "ΑΣʰΒ",
             "ΌΔΥΣΣΕΎΣ ΟΔΥΣΣΕΥΣ", "𐐀Σ𐐀", "İΣ", "日Σ", "ß\u00adΣ\u00adß"]
    lines = [f"{chr(c)} {chr(c).lower()}" for c in characters if chr(c).lower() != chr(c)]
    lines += [f"{text}\t{text.lower()}" for text in texts]
    (here / "preprocessing/lower.txt").write_text("\n".join(lines) + "\n")
    sys.exit()

(here / "../../include/keratin/core/unicode_tables.hpp").write_text(
    "// Lower case of all characters, by tests/golden/make_unicode.py from Python's (Unicode 14). Included by unicode.hpp.\n"
    "#pragma once\n"
    '#include "platform.hpp"\n\n'
    "#if KERATIN_DEFINE(core)\n"
    "namespace keratin::unicode::detail {\n\n"
    "struct LowerRange {\n  char32_t first, last;\n  int step, distance;\n};\n"
    "struct Range {\n  char32_t first, last;\n};\n\n"
    "// clang-format off\n"
    "/// Characters whose lower case stands so far from them; with step 2 every second one.\n"
    + table("LowerRange lower_ranges", lower_ranges())
    + "\n/// Letters that have a case, and characters that do not part letters, such as accents: a capital sigma after the\n"
    "/// former is a final one, unless one of the former comes next.\n"
    + table("Range cased_ranges", ranges(cased))
    + table("Range ignorable_ranges", ranges(ignorable))
    + "// clang-format on\n\n"
    "}  // namespace keratin::unicode::detail\n#endif\n")
