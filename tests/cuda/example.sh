#!/bin/sh
# example.sh ON_CPU ON_CUDA WORK [OPTION…]: an example on few samples for one epoch, on the CPU and on two emulated devices. All
# numbers of its histories and of its result have to be the same, but for the rounding of sums in another order.
on_cpu=$1 on_cuda=$2 work=$3
shift 3
rm -rf "$work" && mkdir -p "$work" || exit 1

options="$*"
# run FOLDER COMMAND…
run() {
  folder=$work/$1
  shift
  # shellcheck disable=SC2086
  "$@" --seed 1 --epochs 1 --out "$folder" $options >"$folder.txt" 2>&1 </dev/null
}
# check FOLDER COMMAND…
check() {
  run "$@" && same "$1" && return
  tail -n 5 "$work/$1.txt"
  status=1
}
numbers() {
  cat "$work/$1"/*history.csv "$work/$1/result.json" | tr -c '0-9.eE+-' '\n' | grep '[0-9]'
}
same() {
  numbers cpu >"$work/cpu.numbers"
  numbers "$1" >"$work/$1.numbers"
  paste "$work/cpu.numbers" "$work/$1.numbers" | awk -v device="$1" '
    { d = $1 - $2; if (d < 0) d = -d; m = $1 < 0 ? -$1 : $1; if (NF != 2 || !(d <= 1e-4 + 1e-3 * m)) { print device ": expected " $1 "; got " $2; bad = 1 } }
    END { print NR " numbers compared with " device; exit bad || NR == 0 }'
}

if ! run cpu "$on_cpu"; then
  tail -n 3 "$work/cpu.txt"
  [ -n "${KERATIN_DATA:-}" ] && exit 1
  echo "skipped: it needs its data"
  exit 77
fi
if run none env KERATIN_EMULATED_DEVICES=0 "$on_cuda"; then
  echo "it ran without a device"
  exit 1
fi
status=0
check cuda_90 "$on_cuda"
check cuda_75 env KERATIN_EMULATED_CC=75 KERATIN_EMULATED_STREAMS=deferred KERATIN_CUDA_EXACT_MEMORY=1 "$on_cuda"
exit $status
