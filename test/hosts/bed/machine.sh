#!/bin/sh
# The first process of a machine of the test bed, in namespaces of its own: processes, mounts, network, name. It makes
# the machine out of its directory and ends with its standard input, which the test run holds: however that ends, the
# kernel then ends everything here and takes the namespaces away.
#
#     machine.sh DIRECTORY NAME NODE GIT
set -eu
directory=$1 name=$2 node=$3 git=$4

# What is needed of the outside stands in /mnt from here on: the rest may be hidden below.
mount -t tmpfs -o mode=755 bed /mnt
mkdir /mnt/machine /mnt/git /mnt/bin
mount --bind "$directory" /mnt/machine
mount --bind "$git" /mnt/git
touch /mnt/bin/node
mount --bind "$node" /mnt/bin/node

# A home, a /tmp and with it tmux's default server, and a /run of its own. root's home is empty.
for place in /home /root /run; do mount -t tmpfs -o mode=755 bed "$place"; done
mkdir /home/me /run/sshd
mount --bind /mnt/machine/home /home/me
mount --bind /mnt/machine/tmp /tmp
for file in passwd group hosts; do mount --bind "/mnt/machine/etc/$file" "/etc/$file"; done

mount --bind /mnt/machine/etc/boot_id /proc/sys/kernel/random/boot_id
hostname "$name"
ip link set lo up

echo ready
# What kills everything here, as a power cut does, kills this too.
until head -c 1 >/dev/null; do :; done
