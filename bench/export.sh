#!/usr/bin/env bash
# Rows/s and peak memory of `export --format csv` for a large archive, and one person's year among them.
#   bench/export.sh [MEASUREMENTS] [ROUNDS]
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
need python3
find_program
measurements=${1:-10000000} rounds=${2:-3}
data=$work/export-$measurements
if [ ! -f "$data/filled" ]; then
    rm -rf "$data"
    mkdir -p "$data"
    "${program[@]}" measurements --data "$data" >/dev/null 2>&1
    python3 "$bench/fill.py" "$data/scaleproxy.db" "$measurements" >&2
    : >"$data/filled"
fi

peak() { python3 "$bench/peak.py" "$@" | awk '{ printf "%d MiB at most", $2 / 1024 }'; }
seconds() { local began=$EPOCHREALTIME; "$@" >/dev/null; awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'; }

all=() year=()
for _ in $(seq "$rounds"); do
    all+=("$(seconds "${program[@]}" export --format csv --data "$data")")
    year+=("$(seconds "${program[@]}" measurements --json --user 3 --since 2015-01-01 --until 2016-01-01 --data "$data")")
done
lines=$("${program[@]}" export --format csv --data "$data" | wc -l)
whole=$(printf '%s\n' "${all[@]}" | median)
echo "export --format csv: $((lines - 1)) measurements in $whole s, $(awk -v n="$((lines - 1))" -v s="$whole" 'BEGIN { printf "%d", n / s }') rows/s; $(peak "${program[@]}" export --format csv --data "$data")"
echo "measurements of one person for one year, among them: $(printf '%s\n' "${year[@]}" | median) s, the program's start included (medians of $rounds)"
