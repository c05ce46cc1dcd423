#!/bin/sh
# A cluster on one machine, in namespaces that `scripts/test-slurm.mjs` made: a munge of its own, a controller, and two nodes, each
# with its own processes. Then it runs the tests in a further one, as on a login node: they see no process of the nodes.
# A file DIRECTORY/fail.NODE kills that node with all that runs there; without the file it comes back.
#
#     cluster.sh DIRECTORY COMMAND…
set -eu
directory=$1
shift
hostname bed
ip link set lo up
ip address add 10.77.0.1/32 dev lo # where there is none but 127.0.0.1, getaddrinfo finds no address to listen on
mkdir "$directory/state" "$directory/log" "$directory/run"
chmod 755 "$directory/run"
chmod 700 "$directory/log"
export SLURM_CONF="$directory/slurm.conf"

# No cgroups, no accounting, no limits of users: what a container has.
cat >"$SLURM_CONF" <<END
ClusterName=bed
SlurmctldHost=bed(10.77.0.1)
SlurmctldPort=6817
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$directory/run/munge
StateSaveLocation=$directory/state
SlurmdSpoolDir=$directory/spool.%n
SlurmctldPidFile=$directory/run/slurmctld.pid
SlurmdPidFile=$directory/run/slurmd.%n.pid
SlurmctldLogFile=$directory/log/slurmctld
SlurmdLogFile=$directory/log/slurmd.%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=bf_interval=1,sched_interval=1
ReturnToService=2
KillWait=20
SlurmdTimeout=10
PreemptType=preempt/partition_prio
PreemptMode=CANCEL
NodeName=n1 NodeHostname=bed NodeAddr=10.77.0.1 Port=6818 CPUs=2 RealMemory=2000
NodeName=n2 NodeHostname=bed NodeAddr=10.77.0.1 Port=6819 CPUs=2 RealMemory=2000
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=UNLIMITED PriorityTier=1
PartitionName=urgent Nodes=n1,n2 MaxTime=UNLIMITED PriorityTier=10
END

(umask 077 && head -c 1024 /dev/urandom >"$directory/munge.key")
munged --foreground --force --socket="$directory/run/munge" --key-file="$directory/munge.key" \
  --log-file="$directory/log/munged" --pid-file="$directory/run/munged.pid" --seed-file="$directory/run/seed" \
  >"$directory/log/munged.out" 2>&1 &
until [ -S "$directory/run/munge" ]; do sleep 0.1; done
slurmctld -D -i >"$directory/log/slurmctld.out" 2>&1 &

node() {
  while :; do
    if [ -e "$directory/fail.$1" ]; then
      sleep 0.2
      continue
    fi
    unshare --pid --fork --mount-proc --kill-child slurmd -D -N "$1" >>"$directory/log/slurmd.$1.out" 2>&1 &
    unshare=$!
    while kill -0 "$unshare" 2>/dev/null && [ ! -e "$directory/fail.$1" ]; do sleep 0.2; done
    kill -KILL "$unshare" 2>/dev/null || :
    wait "$unshare" 2>/dev/null || :
  done
}
node n1 &
node n2 &

end=$(($(date +%s) + 60))
until [ "$(sinfo --noheader --Node --partition=main --states=idle --format=%N 2>/dev/null | wc -l)" = 2 ]; do
  sleep 0.2
  if [ "$(date +%s)" -gt "$end" ]; then
    echo 'test:slurm: the nodes do not come up' >&2
    tail -n 5 "$directory"/log/* >&2
    exit 1
  fi
done
code=0
unshare --pid --fork --mount-proc --kill-child "$@" || code=$?
exit "$code"
