#!/usr/bin/env bash
# A real Slurm cluster of one node on this machine, for tests: all of it lies in one folder, and nothing of the machine is changed.
#
#   scripts/slurm/one-node.sh start DIR     then `SLURM_CONF=DIR/slurm.conf` for the commands of Slurm
#   scripts/slurm/one-node.sh stop DIR
#
# It wants root, and `slurm-wlm` and `munge` of Debian; where it can't start it says why and ends with 1.
set -euo pipefail
PATH=$PATH:/usr/sbin
action=${1:?start or stop} folder=${2:?the folder of the cluster}
name=$(hostname -s)

# What is told to end writes its state first: it is gone when this returns, or is made to go.
stop() {
  local file pid
  for file in "$folder"/slurmd.pid "$folder"/slurmctld.pid "$folder"/munge/pid; do
    [ -f "$file" ] || continue
    pid=$(cat "$file")
    kill "$pid" 2> /dev/null || continue
    for _ in $(seq 50); do
      kill -0 "$pid" 2> /dev/null || continue 2
      sleep 0.2
    done
    kill -9 "$pid" 2> /dev/null || true
  done
}

case $action in
  start)
    for command in slurmctld slurmd munged; do
      command -v $command > /dev/null || { echo "no $command here: apt-get install slurm-wlm munge" >&2; exit 1; }
    done
    [ "$(id -u)" = 0 ] || { echo 'only root may start a node' >&2; exit 1; }
    mkdir -p "$folder"/{munge,state,spool}
    chmod 755 "$folder" && chmod 711 "$folder/munge"
    dd if=/dev/urandom of="$folder/munge/key" bs=1024 count=1 2> /dev/null && chmod 400 "$folder/munge/key"
    munge=$folder/munge
    trap stop EXIT
    munged --force --num-threads=2 --key-file="$munge/key" --socket="$munge/socket" --pid-file="$munge/pid" \
      --log-file="$munge/log" --seed-file="$munge/seed" 2>> "$munge/said"
    cat > "$folder/slurm.conf" <<CONF
ClusterName=one
SlurmctldHost=$name(127.0.0.1)
SlurmctldPort=26817
SlurmdPort=26818
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$munge/socket
CryptoType=crypto/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
ReturnToService=2
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmdSpoolDir=$folder/spool
StateSaveLocation=$folder/state
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,bf_interval=1
KillWait=5
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
NodeName=$name NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
    export SLURM_CONF=$folder/slurm.conf
    slurmctld
    slurmd
    for _ in $(seq 40); do
      if sinfo --noheader --format=%t 2> /dev/null | grep -q idle; then trap - EXIT && exit 0; fi
      sleep 0.5
    done
    echo "the node did not become idle: $(tail -n 3 "$folder/slurmctld.log" "$folder/slurmd.log" 2>&1)" >&2
    exit 1
    ;;
  stop)
    stop
    ;;
  *)
    echo 'one-node.sh start DIR | stop DIR' >&2
    exit 2
    ;;
esac
