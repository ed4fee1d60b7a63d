#!/usr/bin/env bash
# Durable acknowledgements at 64 connections (WAL, FULL), beside one commit for each, in turn on the same disk.
#   bench/acknowledge.sh [ROUNDS] [SECONDS] [CONNECTIONS]
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
rounds=${1:-3} seconds=${2:-3} connections=${3:-64}
dotnet build "$bench/Acknowledgements" -c Release -v quiet --nologo >&2
: >"$work/acknowledged"
for _ in $(seq "$rounds"); do
    rm -rf "$work/acknowledge"
    dotnet "$bench/Acknowledgements/bin/Release/net10.0/Acknowledgements.dll" "$work/acknowledge" "$connections" "$seconds" | tr ' ' '\n' >>"$work/acknowledged"
done
of() { sed -n "s/^$1=//p" "$work/acknowledged" | median; }
echo "$connections connections: $(of group) durable acknowledgements/s, one commit each $(of single)/s, ratio $(of ratio); median $(of median_us) us, a fdatasync of this disk $(of fdatasync_us) us, $(of fdatasyncs) of them (medians of $rounds rounds of $seconds s)"
