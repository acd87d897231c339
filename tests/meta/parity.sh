# include/keratin/PARITY.md, the table of what the tests check of each class, is what a run of the tests says.
#   KERATIN_UPDATE=1 ctest --preset test -R meta.parity     writes it anew
. "${0%/*}/common.sh"
file=$SOURCE/include/keratin/PARITY.md

table() {  # lines "room<TAB>name<TAB>column" -> Markdown
  LC_ALL=C sort -u | awk -F '\t' '
    function cell(column) { return ((room, name, column) in seen) ? "✔" : "" }
    BEGIN { columns = split("value gradient training save", column_names, " ") }
    { seen[$1, $2, $3] = 1 }
    !(($1, $2) in known) { known[$1, $2] = 1; names[++count] = $1 "\t" $2; if (!($1 in size)) rooms[++room_count] = $1; ++size[$1] }
    END {
      print "# What the tests check of each class\n"
      print "Made by `tests/meta/parity.sh` from a run of the tests. **value**: as real Keras gives it; **gradient**: as finite"
      print "differences in float64; **training**: steps or whole fits as Keras'"'"'s; **save**: saved and loaded, equal to the bit.\n"
      for (r = 1; r <= room_count; ++r) {
        room = rooms[r]
        print "## " room " (" size[room] ")\n\n| | value | gradient | training | save |\n|---|---|---|---|---|"
        for (i = 1; i <= count; ++i) {
          split(names[i], part, "\t")
          if (part[1] != room) continue
          name = part[2]
          line = "| `" name "` |"
          for (c = 1; c <= columns; ++c) line = line " " cell(column_names[c]) " |"
          print line
        }
        if (r < room_count) print ""
      }
    }'
}

# A row for each op, checked or not: what the headers that ops.hpp includes declare.
ops_rows() {
  sed -n 's/^#include "\(.*\)"$/\1/p' "$SOURCE/include/keratin/ops/ops.hpp" | grep -vx 'random.hpp\|operators.hpp' | while read -r header; do
    sed -n '/\]\] Shape /d; s/^\[\[nodiscard\]\] [A-Za-z]* \([a-z0-9_]*\)(.*/ops\t\1\t/p' "$SOURCE/include/keratin/ops/$header"
  done
}

tests=$BUILD/tests/keratin_tests
[ -x "$tests" ] || tests=$BUILD/tests/keratin_tests_header_only
if [ -z "$SHARED" ] || [ ! -x "$tests" ]; then
  skip "the table needs the outside golden cases and a built test program"
  finish
fi
check "the tests run" env KERATIN_PARITY="$WORK/notes.txt" "$tests" '~[gpu]'
{ ops_rows; cat "$WORK/notes.txt"; } | table >"$WORK/PARITY.md"
[ -n "${KERATIN_UPDATE:-}" ] && cp "$WORK/PARITY.md" "$file"
check "include/keratin/PARITY.md is up to date" diff "$file" "$WORK/PARITY.md"
finish
