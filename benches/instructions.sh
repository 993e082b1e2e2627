#!/usr/bin/env bash
# Counts the instructions of small fixed works under Valgrind and compares them with benches/instructions.txt: a guard where
# time is too noisy to be one. Fails where a work takes over 5 % more than written there.
#
#     benches/instructions.sh [--update]
set -euo pipefail
cd "$(dirname "$0")/.."

baseline=benches/instructions.txt
works=(w1 w1-bytecode events events-bytecode one-lead compile)
bench=$(cargo bench --no-run 2>&1 | sed -n 's/.*Executable benches.*(\(.*\))/\1/p')
[ -x "$bench" ] || { echo "the benchmarks do not build"; exit 1; }

# All instructions of a process that does the work so many times.
collected() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bench" --once "$1" "$2" 2>&1 | sed -n 's/.*Collected : //p'
}

counts="" failed=0
for work in "${works[@]}"; do
  # What is done only once, like making the data, falls out of the difference.
  count=$(( ($(collected "$work" 3) - $(collected "$work" 1)) / 2 ))
  known=$(awk -v work="$work" '$1 == work { print $2 }' "$baseline" 2>/dev/null || true)
  counts+="$work $count"$'\n'
  change=$(awk -v now="$count" -v known="${known:-$count}" 'BEGIN { printf "%+.1f", 100 * (now / known - 1) }')
  printf '%-16s %14d instructions, %s %%\n' "$work" "$count" "$change"
  if awk -v c="$change" 'BEGIN { exit !(c > 5) }'; then failed=1; fi
done
if [ "${1:-}" = --update ]; then
  printf '%s' "$counts" > "$baseline"
elif [ "$failed" = 1 ]; then
  echo "a work takes more instructions than before"
  exit 1
fi
