#!/usr/bin/env bash
# Prints a matrix of jobs for a CI service, one job for each book without errors, and reports the
# errors of the others. Needs diglot and jq.
#
# usage: matrix.sh CATALOGUE... > matrix.json
set -euo pipefail

# 1 means that some books have errors; the plan has the others.
plan=$(diglot plan "$@" --format json) || (($? == 1))
jq -r '.broken[] | .folder as $folder | .diagnostics[]
  | ([.file // $folder, .line, .column] | map(values | tostring) | join(":")) + ": " + .message' <<<"$plan" >&2
jq -c '{include: [.books[] | {book, key, output, command: (.command | @sh)}]}' <<<"$plan"
