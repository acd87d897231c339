# include/keratin/PARITY.md, the table of what the tests check of each class, is what a run of the tests says.
#   KERATIN_UPDATE=1 ctest --preset test -R meta.parity     writes it anew
. "${0%/*}/common.sh"
file=$SOURCE/include/keratin/PARITY.md

table() {  # lines "room<TAB>name<TAB>column[<TAB>none]" -> Markdown
  LC_ALL=C sort -u | awk -F '\t' '
    function cell(column) {
      if ((room, name, column) in seen) return "✔"
      if ((room, name, column) in none) return "–"
      return (room in meaning) && !(column in own) ? "–" : ""
    }
    BEGIN {
      columns = split("value gradient training save", column_names, " ")
      meaning["activations"] = meaning["losses"] = meaning["regularizers"] = "value gradient save"
      meaning["constraints"] = meaning["initializers"] = meaning["metrics"] = meaning["schedules"] = "value save"
      meaning["layers"] = "value gradient training save"
      meaning["optimizers"] = "training save"
    }
    $4 == "none" { none[$1, $2, $3] = 1; next }
    { seen[$1, $2, $3] = 1 }
    !(($1, $2) in known) { known[$1, $2] = 1; names[++count] = $1 "\t" $2; if (!($1 in size)) rooms[++room_count] = $1; ++size[$1] }
    END {
      print "# What the tests check of each class\n"
      print "Made by `tests/meta/parity.sh` from a run of the tests. **value**: as real Keras gives it (of a random initializer: its"
      print "mean, deviation and bounds); **gradient**: as finite differences in float64; **training**: steps or whole fits as"
      print "Keras'"'"'s; **save**: saved and loaded, equal to the bit.\n"
      print "– stands where a column has no meaning. Only layers and optimizers train: the others are functions, and value and"
      print "gradient say all that training asks of them. An optimizer'"'"'s steps are its value. Metrics, constraints, initializers"
      print "and schedules have no gradient, nor have layers that give numbers of classes. Layers that draw numbers while they"
      print "train draw others than Keras'"'"'s. `threshold` has no defaults, so no name to save it by.\n"
      for (r = 1; r <= room_count; ++r) {
        room = rooms[r]
        split("", own)
        parts = split(meaning[room], list, " ")
        for (i = 1; i <= parts; ++i) own[list[i]] = 1
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

# Rows with an empty cell, but the ops': those of their functions may check what they need.
gaps() {
  awk '/^## / { room = $2 } room != "ops" && /^\| `/ && /\|  \|/ { print room ": " $0; ++found } END { exit found > 0 }' "$1"
}

# A row for each op, checked or not: what the headers that ops.hpp includes declare.
ops_rows() {
  sed -n 's/^#include "\(.*\)"$/\1/p' "$SOURCE/include/keratin/ops/ops.hpp" | grep -vx 'random.hpp\|operators.hpp' | while read -r header; do
    sed -n '/\]\] Shape /d; s/^\[\[nodiscard\]\] [A-Za-z]* \([a-z0-9_]*\)(.*/ops\t\1\t/p' "$SOURCE/include/keratin/ops/$header"
  done
}

# Each row that stands in the file is what the tests say. A new class's row may still be missing.
holds() {  # FILE TABLE
  grep '^| `' "$1" | grep -vxF -f "$2" && return 1
  news=$(grep '^| `' "$2" | grep -cvxF -f "$1")
  [ "$news" -eq 0 ] || echo "$news new: KERATIN_UPDATE=1 ctest --preset test -R meta.parity"
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
check "each class has all that has a meaning for it" gaps "$WORK/PARITY.md"
check "include/keratin/PARITY.md holds" holds "$file" "$WORK/PARITY.md"
finish
