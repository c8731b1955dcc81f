# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for build.sh and in-pc.sh, whose root and in_root this uses
# Two disks, PC BIOS: /boot on a RAID1, and on another RAID1 a volume group with the root (ext4), swap, a thin volume for /srv, and a LUKS device
# for /vault that a key file opens. The loader is on both disks. Every UUID is given, since the system is made before its devices.
layout_disks=(6G 6G)
layout_packages=(mdadm lvm2 thin-provisioning-tools cryptsetup)
boot_array=6d6f6e69:74617331:62000000:00000001
data_array=6d6f6e69:74617331:64000000:00000002
boot_uuid=6d6f6e69-7461-4b01-8001-0000000000b1
root_uuid=6d6f6e69-7461-4b01-8001-0000000000b2
swap_uuid=6d6f6e69-7461-4b01-8001-0000000000b3
srv_uuid=6d6f6e69-7461-4b01-8001-0000000000b4
luks_uuid=6d6f6e69-7461-4b01-8001-0000000000b5
vault_uuid=6d6f6e69-7461-4b01-8001-0000000000b6

# A busy machine may need minutes, by emulation, for what systemd gives 90 seconds.
patience=x-systemd.device-timeout=900

# configure_system ROOT
configure_system() {
    printf 'HOMEHOST <system>\nMAILADDR root\nARRAY /dev/md/boot metadata=1.2 UUID=%s\nARRAY /dev/md/data metadata=1.2 UUID=%s\n' \
        "$boot_array" "$data_array" >"$1/etc/mdadm/mdadm.conf"
    {
        echo "/dev/mapper/lab-root / ext4 errors=remount-ro 0 1"
        echo "UUID=$boot_uuid /boot ext4 defaults,$patience 0 2"
        echo "UUID=$swap_uuid none swap sw,$patience 0 0"
        echo "UUID=$srv_uuid /srv ext4 defaults,nodev,$patience 0 2"
        echo "/dev/mapper/vault /vault ext4 defaults,nofail,$patience 0 2"
    } >"$1/etc/fstab"
    echo "vault UUID=$luks_uuid /etc/keys/vault.key luks,nofail,$patience" >"$1/etc/crypttab"
    install -d -m 700 "$1/etc/keys" "$1/vault"
    head -c 512 /dev/urandom >"$1/etc/keys/vault.key"
    chmod 400 "$1/etc/keys/vault.key"
}

# make_devices ROOT
make_devices() {
    local disk
    for disk in /dev/vda /dev/vdb; do
        printf 'label: gpt\nsize=1MiB, type=21686148-6449-6E6F-744E-656564454649\nsize=400MiB, type=A19D880F-05FC-4D3B-A006-743F0F84911E\ntype=A19D880F-05FC-4D3B-A006-743F0F84911E\n' |
            sfdisk --quiet "$disk"
    done
    mdadm --create /dev/md0 --run --level=1 --metadata=1.2 --raid-devices=2 --assume-clean --bitmap=internal --homehost=lab-pc --name=boot --uuid="$boot_array" /dev/vda2 /dev/vdb2
    mdadm --create /dev/md1 --run --level=1 --metadata=1.2 --raid-devices=2 --assume-clean --bitmap=internal --homehost=lab-pc --name=data --uuid="$data_array" /dev/vda3 /dev/vdb3
    pvcreate -q /dev/md1
    vgcreate -q lab /dev/md1
    lvcreate -q -y -W y -n root -L 2304M lab
    lvcreate -q -y -W y -n swap -L 256M lab
    lvcreate -q -y --type thin-pool -n pool -L 1024M --poolmetadatasize 8M lab
    lvcreate -q -y --type thin -n srv --virtualsize 1536M --thinpool pool lab
    lvcreate -q -y -W y -n vault -L 128M lab
    mkfs.ext4 -q -U "$root_uuid" -L lab-root /dev/lab/root
    mkfs.ext4 -q -U "$boot_uuid" -L lab-boot /dev/md0
    mkfs.ext4 -q -U "$srv_uuid" -L lab-srv /dev/lab/srv
    mkswap -q -U "$swap_uuid" /dev/lab/swap
    mount /dev/lab/root "$1"
    mkdir -p "$1/boot" "$1/srv"
    mount /dev/md0 "$1/boot"
    mount /dev/lab/srv "$1/srv"
}

# finish_system ROOT: the vault, which its key file opens, and that is in the system.
finish_system() {
    cryptsetup luksFormat --batch-mode --type luks2 --uuid "$luks_uuid" --pbkdf pbkdf2 --pbkdf-force-iterations 1000 /dev/lab/vault "$1/etc/keys/vault.key"
    cryptsetup open --key-file "$1/etc/keys/vault.key" /dev/lab/vault vault
    mkfs.ext4 -q -U "$vault_uuid" -L lab-vault /dev/mapper/vault
    mount /dev/mapper/vault "$1/vault"
    echo "What nobody else may read." >"$1/vault/secret.txt"
    head -c 3000000 /dev/urandom >"$1/vault/sealed.bin"
    chmod 600 "$1"/vault/*
}

install_loader() {
    in_root grub-install --target=i386-pc /dev/vda
    in_root grub-install --target=i386-pc /dev/vdb
    in_root update-grub
}

take_down() {
    cryptsetup close vault
    vgchange -q -an lab
    mdadm --stop /dev/md1
    mdadm --stop /dev/md0
}
