#!/bin/sh
# Throughput and memory of `baremo stream`: LEADS get attributes, then EVENTS come; a row of a table for each half.
#
#     sh benches/stream.sh 100000 1000000
#
# Needs a release build, python3 and GNU time. The state is made in a folder of its own, and removed.
set -eu
leads=$1
events=$2
here=$(cd "$(dirname "$0")" && pwd)
rules=${3:-$here/stream.score}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
baremo=$here/../target/release/baremo
python3 "$here/stream.py" "$leads" "$events" > "$work/lines.jsonl"
head -n "$leads" "$work/lines.jsonl" > "$work/attributes.jsonl"
tail -n +"$((leads + 1))" "$work/lines.jsonl" > "$work/events.jsonl"
for half in attributes events; do
    lines=$(wc -l < "$work/$half.jsonl")
    /usr/bin/time -f "%U %S %e %M" -o "$work/time" "$baremo" stream "$rules" --state "$work/state" --clock input \
        --output "$work/changes.jsonl" < "$work/$half.jsonl" 2> /dev/null
    size=$(stat -c %s "$work/state/state.redb")
    awk -v lines="$lines" -v half="$half" -v leads="$leads" -v size="$size" '{
        printf "| %d | %s | %d | %.0f | %.0f | %.0f MiB | %.0f |\n",
            leads, half, lines, lines / ($1 + $2), lines / $3, $4 / 1024, size / leads
    }' "$work/time"
done
