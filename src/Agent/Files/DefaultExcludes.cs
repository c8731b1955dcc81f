using System;

namespace Monitas.Agent.Files;

/// <summary>The patterns of packaging/agent/exclude, for a machine without that file. A test holds the two together.</summary>
internal static class DefaultExcludes
{
    /// <summary>The lines as UTF-8.</summary>
    internal static ReadOnlySpan<byte> Text =>
        """
        /proc/*
        /sys/*
        /dev/*
        /run/*
        /tmp/*
        /var/tmp/systemd-private-*
        /media/*
        /var/cache/apt/archives/*.deb
        /var/cache/apt/archives/partial/*
        /var/cache/apt/*.bin
        /var/cache/dnf/*
        /var/cache/yum/*
        /var/cache/pacman/pkg/*
        /var/cache/zypp/packages/*
        .snapshots/*
        /timeshift/*
        /timeshift-btrfs/*
        lost+found/*
        /var/lib/monitas/store/*
        """u8;
}
