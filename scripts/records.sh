#!/usr/bin/env bash
# Makes the records that docs/results.md is written from: the whole protocol (20 tasks × 1000 digits, batch 10, memory 200).
# Options are those that `scripts/search.ts` found on held-out training digits.
#
#   scripts/records.sh DATA_FOLDER [LABEL ...]        all labels unless some are named
set -uo pipefail
cd "$(dirname "$0")/.."
data=$1
shift
wanted=("$@")

# record BENCHMARK LABEL SEEDS METHOD [option=value ...]
record() {
  local benchmark=$1 label=$2 seeds=$3 method=$4
  shift 4
  if [ ${#wanted[@]} -gt 0 ] && [[ ! " ${wanted[*]} " == *" ${label// /_} "* ]]; then return; fi
  local set=()
  for option in "$@"; do set+=(--set "$option"); done
  mkdir -p "docs/records/$benchmark"
  node bin/retain.js run "$method" --benchmark "$benchmark" --seeds "$seeds" --data "$data" \
    --out "docs/records/$benchmark/$label.jsonl" --force --quiet "${set[@]}"
}

replay=(memory=200 order=batch replay=10 glances=3 innerSteps=5 gamma=0.25 lambda=2.4 r=0.33 cap=1)

for benchmark in permuted-mnist rotated-mnist; do
  record $benchmark finetune 0-4 finetune
  record $benchmark emcl 0-4 emcl
  record $benchmark "emcl + memory" 0-4 emcl memory=200
  record $benchmark "emcl + replay" 0-4 emcl "${replay[@]}"
  for method in onlineEwc ewc si mas er gem agem naturalGradient; do record $benchmark $method 0-4 $method; done
  for method in joint cMaml laMaml syncLaMaml mer; do record $benchmark $method 0 $method; done
done

# Ablations of EMCL, each at options of its own from the same search (one glance), and the forms as printed in the slides.
record permuted-mnist "emcl, one glance" 0-2 emcl glances=1
record permuted-mnist "emcl, h = 1" 0-2 emcl glances=1 importance=uniform innerSteps=5 gamma=0.11 lambda=4.6 r=0.036
record permuted-mnist "emcl, constant rate" 0-2 emcl glances=1 rateRule=constant innerSteps=10 gamma=0.047 lambda=6.5 decay=0.99 rate=0.042 floor=0.3
record permuted-mnist "emcl, gradient steps" 0-2 emcl glances=1 inner=gradient innerSteps=2 gamma=0.17 lambda=0.16 r=0.41 floor=0.3
record permuted-mnist "emcl, as printed" 0 emcl glances=1 rateRule=recursive normalise=none floor=0 cap=1e30
