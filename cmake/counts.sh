# counts.sh FILE…: adds up the `N passed, N failed, N skipped` lines in ctest's logs (LastTest.log) and prints the sum as one
# such line. A test that failed without counting a failure, as one that crashed does, is one failure more.
awk '
  function close_test() {
    if (bad && !counted) ++failed
    bad = counted = 0
  }
  /^[0-9]+\/[0-9]+ Testing: / { close_test() }
  /^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ {
    passed += $1; failed += $3; skipped += $5
    if ($3 > 0) counted = 1
  }
  /^Test Failed\.$/ || /^(Unable to find|Could not find) executable/ { bad = 1 }
  END {
    close_test()
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    exit failed > 0 || passed == 0
  }' "$@"
