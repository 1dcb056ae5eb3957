#!/usr/bin/env bash
# Tries the workflow on a Slurm cluster of three nodes, all of them on this machine, on the loopback
# interface only: kills a node at work and compares every file with a plain local build.
#
# usage: slurm-test.sh        as root, on a machine without a Slurm of its own (a container, for instance)
#
# Needs Debian's slurmctld, slurmd and slurm-client; diglot, Snakemake 9 and its executor for Slurm
# (`pip install snakemake-executor-plugin-slurm`) on the path. It takes a few minutes,
# mostly for Slurm to give up the dead node and to run its job again.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Snakemake starts `srun` without the variables of Slurm, so a configuration elsewhere is not found.
conf=/etc/slurm/slurm.conf
books=(one two three four five six)
nodes=(diglot1 diglot2 diglot3)
victim=${nodes[1]}

die() {
  printf 'slurm-test: %s\n' "$*" >&2
  exit 1
}

((EUID == 0)) || die "run this as root"
[[ ! -e $conf ]] || die "there is a $conf already; run this on a machine without Slurm"
for program in slurmctld slurmd sinfo squeue scancel diglot snakemake; do
  command -v "$program" >/dev/null || die "$program is not on the path"
done

work=$(mktemp -d /tmp/diglot-slurm-XXXXXX)
processes=()

# The processes of a node: its daemon and the jobs, by their environment, and what stands between them,
# which hides its own.
of_node() { # NODE
  local pid parent
  for pid in $(grep --null-data --line-regexp --files-with-matches --no-messages \
    -e "DIGLOT_TEST_NODE=$1" -e "SLURMD_NODENAME=$1" /proc/[0-9]*/environ | cut --delimiter=/ --fields=3); do
    echo "$pid"
    parent=$(awk '/^PPid:/ { print $2 }' "/proc/$pid/status" 2>/dev/null) || continue
    [[ $(cat "/proc/$parent/comm" 2>/dev/null) != slurmstepd ]] || echo "$parent"
  done
}

clean_up() {
  local code=$? node
  for node in "${nodes[@]}"; do
    # shellcheck disable=SC2046
    kill -9 $(of_node "$node") 2>/dev/null || true
  done
  ((${#processes[@]} == 0)) || kill -9 "${processes[@]}" 2>/dev/null || true
  rm -f "$conf"
  if ((code)); then
    echo "slurm-test: failed; see $work" >&2
  else
    rm -rf "$work"
  fi
}
trap clean_up EXIT

# 1. The cluster.
mkdir -p "$work/state" "${nodes[@]/#/$work/}" "$(dirname "$conf")"
host=$(hostname -s)
cat >"$conf" <<CONF
ClusterName=diglot
SlurmctldHost=$host(127.0.0.1)
AuthType=auth/none
CredType=cred/none
SlurmUser=root
SlurmdUser=root
SlurmctldPort=16817
StateSaveLocation=$work/state
SlurmctldPidFile=$work/slurmctld.pid
SlurmdSpoolDir=$work/%n
SlurmdPidFile=$work/%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SlurmdParameters=config_overrides
# A node that does not answer for this long is down, and its jobs go to others.
SlurmdTimeout=15
JobRequeue=1
ReturnToService=2
KillWait=5
SchedulerParameters=batch_sched_delay=1
CONF
for i in "${!nodes[@]}"; do
  echo "NodeName=${nodes[i]} NodeHostname=$host NodeAddr=127.0.0.1 Port=$((17001 + i)) CPUs=1 RealMemory=4000" >>"$conf"
done
echo "PartitionName=books Nodes=$(IFS=,; echo "${nodes[*]}") Default=YES MaxTime=10 State=UP" >>"$conf"
slurmctld -D >"$work/slurmctld.log" 2>&1 &
processes+=($!)
for node in "${nodes[@]}"; do
  DIGLOT_TEST_NODE=$node slurmd -D -N "$node" >"$work/$node.log" 2>&1 &
  disown # Its end is expected.
done
for ((i = 0; i < 60; i++)); do
  idle=$(sinfo --noheader --Node --states=idle 2>/dev/null | wc -l) || idle=0
  ((idle < 3)) || break
  sleep 1
done
((idle == 3)) || die "only $idle of 3 nodes came up"

# 2. Six books, and the workflow.
run=$work/run
mkdir -p "$run/books"
cp -r "$here/Snakefile" "$here/profiles" "$run"
for book in "${books[@]}"; do
  cp -r "$here/../../content" "$run/books/$book"
  sed -i "s/^id: .*/id: $book/" "$run/books/$book/book.yaml"
  echo "books/$book" >>"$run/books.txt"
done
cd "$run"
snakemake --workflow-profile profiles/slurm --config prove_one_in=1 \
  --default-resources slurm_partition=books slurm_account=none \
  --slurm-no-account --slurm-status-command squeue --latency-wait 5 \
  >"$work/snakemake.log" 2>&1 &
workflow=$!
processes+=("$workflow")

# 3. Kill a node when it is building.
killed=
while kill -0 "$workflow" 2>/dev/null; do
  for pid in $(of_node "$victim"); do
    if [[ $(cat "/proc/$pid/comm" 2>/dev/null) == diglot ]]; then
      killed=$(squeue --noheader --nodelist="$victim" --states=RUNNING --format=%i)
      # All at once, as when a machine stops: none may live to tell Slurm that another died.
      # shellcheck disable=SC2046
      kill -STOP $(of_node "$victim")
      # shellcheck disable=SC2046
      kill -KILL $(of_node "$victim")
      echo "slurm-test: killed $victim, which ran job $killed"
      break 2
    fi
  done
  sleep 0.2
done
[[ -n $killed ]] || die "$victim never built a book"
wait "$workflow" || die "the workflow failed"
grep -q "requeue.* JobId=$killed\b\|JobId=$killed .*[Rr]equeu" "$work/slurmctld.log" ||
  die "Slurm did not requeue job $killed"

# 4. A plain local build.
for book in "${books[@]}"; do
  diglot build "books/$book" -o "plain/$book" >/dev/null 2>&1
done
diff --recursive --exclude='.diglot*' plain store || die "the files differ"
printf 'slurm-test: %s files of %s books are the same as in a local build; proofs of %s\n' \
  "$(find plain -type f ! -name '.diglot*' | wc -l)" "${#books[@]}" "$(find proofs -type f | wc -l)"
