#!/usr/bin/env bash
# Durable acknowledgements at 64 connections (WAL, FULL), beside one commit for each, in turn on the same disk.
#   bench/acknowledge.sh [ROUNDS] [SECONDS] [CONNECTIONS]
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
rounds=${1:-3} seconds=${2:-3} connections=${3:-64}
# As users have the program: of this machine's own code.
processor=()
if [ "$(grep -m 1 "^flags" /proc/cpuinfo | grep -o -w -E "avx2|bmi2|fma|movbe" | sort -u | wc -l)" = 4 ]; then
    processor=(-p:IlcInstructionSet=x86-64-v3)
fi
dotnet publish "$bench/Acknowledgements" -c Release --use-current-runtime -p:PublishAot=true -p:OptimizationPreference=Speed -p:CppCompilerAndLinker=gcc "${processor[@]}" -o "$work/Acknowledgements" -v quiet --nologo >&2
: >"$work/acknowledged"
for _ in $(seq "$rounds"); do
    rm -rf "$work/acknowledge"
    "$work/Acknowledgements/Acknowledgements" "$work/acknowledge" "$connections" "$seconds" | tr ' ' '\n' >>"$work/acknowledged"
done
of() { sed -n "s/^$1=//p" "$work/acknowledged" | median; }
echo "$connections connections: $(of group) durable acknowledgements/s, one commit each $(of single)/s, ratio $(of ratio); median $(of median_us) us, a fdatasync of this disk $(of fdatasync_us) us, $(of fdatasyncs) of them (medians of $rounds rounds of $seconds s)"
