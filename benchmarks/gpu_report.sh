#!/bin/sh
# Runs the tests and the benchmarks on this machine's GPU and writes a report: device, driver, versions, the greatest
# error against the CPU of each test, the table of keratin_cpu_gpu.
#   sh benchmarks/gpu_report.sh [BUILD [REPORT]]     after  cmake --workflow --preset cuda
# Ends with a status other than 0 if there is no GPU or a test fails.
set -u
cd "$(dirname "$0")/.."
build=${1:-build/cuda} report=${2:-benchmarks/gpu_report.md}
errors=$(mktemp) log=$(mktemp) table=$(mktemp)
trap 'rm -f "$errors" "$log" "$table"' EXIT
export KERATIN_REQUIRE_GPU=1 KERATIN_GPU_ERRORS="$errors"

"$build/tests/keratin_tests" "~[slow]~[keras]" >"$log" 2>&1
status=$?
"$build/benchmarks/keratin_cpu_gpu" >"$table" 2>&1 || status=1
{
  echo "# On a GPU"
  echo
  echo "Written by \`sh benchmarks/gpu_report.sh\`, $(date -u +%F)."
  echo
  echo '```text'
  nvidia-smi --query-gpu=name,driver_version,memory.total,compute_cap --format=csv 2>&1
  echo '```'
  echo
  echo "## Tests"
  echo
  tail -n 1 "$log"
  grep -E '^  .* FAILED|FAILED:$' "$log" | sort | uniq -c | head -n 50
  echo
  echo "The greatest error, |GPU - CPU| / (1 + |CPU|):"
  echo
  echo "| what | float32 | float64 |"
  echo "|---|---|---|"
  awk -F'\t' '$3 + 0 > most[$1, $2] + 0 { most[$1, $2] = $3 } { seen[$1] = 1 }
    END { for (w in seen) printf "| %s | %.1e | %.1e |\n", w, most[w, "float32"], most[w, "float64"] }' "$errors" | sort
  echo
  echo "## Speed"
  echo
  echo '```text'
  cat "$table"
  echo '```'
} >"$report"
tail -n 1 "$log"
exit $status
