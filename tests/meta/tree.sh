# What must not be in the tree, and which files have grown long (a report: it does not fail).
. "${0%/*}/common.sh"

files() {
  cd "$SOURCE" || return 1
  if git ls-files --error-unmatch CMakeLists.txt >/dev/null 2>&1; then git ls-files; else find . -type f; fi |
    sed 's|^\./||' | grep -vE '^(build[^/]*|\.git|\.cache)/'
}
files >files.txt

no_path_of_this_machine() {
  cd "$SOURCE" && above=$(dirname "$PWD")/
  [ "$above" = // ] || ! xargs grep -nIF "$above" <"$WORK/files.txt"
}
no_unfinished_work() {
  cd "$SOURCE" && ! xargs grep -nIE "TO""DO|FIX""ME|X""XX" <"$WORK/files.txt"
}
no_build_outputs() {
  ! grep -E '\.(o|a|so|gch|pch)$' "$WORK/files.txt"
}
version_is_one() {
  version=$(sed -n 's/^#define KERATIN_VERSION "\(.*\)"/\1/p' "$SOURCE/include/keratin/core/platform.hpp")
  parts=$(sed -n 's/^#define KERATIN_VERSION_M.* //p; s/^#define KERATIN_VERSION_PATCH //p' "$SOURCE/include/keratin/core/platform.hpp" | paste -sd. -)
  [ "$version" = "$parts" ]
}

check "no path of the machine it was written on" no_path_of_this_machine
check "no mark of unfinished work" no_unfinished_work
check "no build outputs" no_build_outputs
check "the version's text and its parts agree" version_is_one
echo "files of more than 250 lines:"
(cd "$SOURCE" && grep -E '\.(hpp|cpp|cmake|sh|inc)$' "$WORK/files.txt" | xargs wc -l | awk '$2 != "total" && $1 > 250 { print "  " $1 " " $2 }' | sort -rn)
finish
