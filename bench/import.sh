#!/usr/bin/env bash
# `import` of a large capture, 5 % of it a scale's, against tcpdump and tshark on the same file, in turn.
#   bench/import.sh [MEGABYTES] [ROUNDS]
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
need tcpdump tshark
megabytes=${1:-1000} rounds=${2:-5}
find_program
file=$work/large-$megabytes.pcap
[ -f "$file" ] || dotnet run --project "$root/tests/SampleCaptures" -c Release -- --large "$file" "$megabytes"
: >"$work/ours"; : >"$work/tcpdump"; : >"$work/tshark"; : >"$work/memory"
for round in $(seq "$rounds"); do
    cat "$file" >/dev/null    # all of them read it from the page cache
    rm -rf "$work/import"
    # With what the script `scaleproxy` sets for an import.
    DOTNET_GCgen0size=800000 DOTNET_GCGen0MaxBudget=800000 DOTNET_GCRegionSize=100000 python3 "$bench/peak.py" "${program[@]}" import "$file" --data "$work/import" | { read -r s kb; echo "$s" >>"$work/ours"; echo "$kb" >>"$work/memory"; }
    python3 "$bench/peak.py" tcpdump -r "$file" 'tcp port 80' -w /dev/null | { read -r s kb; echo "$s" >>"$work/tcpdump"; }
    # Its first run reads more than the capture: three are enough to see that.
    [ "$round" -gt 3 ] || python3 "$bench/peak.py" tshark -r "$file" -Y http | { read -r s kb; echo "$s" >>"$work/tshark"; }
done
ours=$(median <"$work/ours") tcpdump=$(median <"$work/tcpdump") tshark=$(median <"$work/tshark") memory=$(sort -n "$work/memory" | tail -n 1)
echo "import of $megabytes MB: $ours s, peak $((memory / 1024)) MiB; tcpdump $tcpdump s, ratio $(ratio "$ours" "$tcpdump"); tshark $tshark s, $(ratio "$tshark" "$ours") times as long (medians of $rounds rounds, of three for tshark)"
