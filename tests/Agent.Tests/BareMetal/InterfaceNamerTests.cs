using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Monitas.Agent.BareMetal;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Agent.Tests.BareMetal;

public sealed class InterfaceNamerTests : IDisposable
{
    private static readonly NameInterfaces Step = new()
    {
        Interfaces = [new RenamedInterface("enp0s3", "52:54:00:aa:bb:01", "52:54:00:aa:bb:02")],
        Description = "Names",
    };

    private readonly string _root = Directory.CreateTempSubdirectory("monitas-names-").FullName;
    private readonly RecordedProgress _progress = new();
    private readonly RebuildContext _context;

    public InterfaceNamerTests() =>
        _context = new RebuildContext(SamplePlans.TwoPartitions("ABC", 1), new Dictionary<string, TargetDisk>(), _root, _progress) { Keys = new RebuildKeys { Keys = [] } };

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Run_SystemWithUdev_GetsALinkFileForTheNewCard()
    {
        Write("/lib/systemd/systemd-udevd", "");

        InterfaceNamer.Run(Step, new RestoredSystem(_root), _context);

        string[] lines = File.ReadAllLines(_root + "/etc/systemd/network/70-monitas-enp0s3.link");
        Assert.Equal(["[Match]", "MACAddress=52:54:00:aa:bb:02", "Type=ether", "", "[Link]", "Name=enp0s3"], lines.Where(line => !line.StartsWith('#')));
        Assert.Empty(_context.Warnings);
    }

    [Fact]
    public void Run_SettingsThatNameTheOldAddress_NameTheNewOneAndNothingElseChanges()
    {
        Write("/lib/systemd/systemd-udevd", "");
        byte[] other = [0xff, 0xfe, .. "address=52:54:00:AA:BB:01\nrest\u00e4"u8];
        Write("/etc/NetworkManager/system-connections/office.nmconnection", other);
        Write("/etc/netplan/50-cloud.yaml", "match: {macaddress: '52:54:00:aa:bb:03'}\n");

        InterfaceNamer.Run(Step, new RestoredSystem(_root), _context);

        Assert.Equal([0xff, 0xfe, .. "address=52:54:00:aa:bb:02\nrest\u00e4"u8], File.ReadAllBytes(_root + "/etc/NetworkManager/system-connections/office.nmconnection"));
        Assert.Equal("match: {macaddress: '52:54:00:aa:bb:03'}\n", File.ReadAllText(_root + "/etc/netplan/50-cloud.yaml"));
        Assert.StartsWith("/etc/NetworkManager/system-connections/office.nmconnection named the network card 52:54:00:aa:bb:01", Assert.Single(_progress.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_DirectoryIsALinkToTheRoot_StaysInTheRestoredSystem()
    {
        Write("/usr/lib/systemd/systemd-udevd", "");
        Directory.CreateDirectory(_root + "/etc/systemd");
        Directory.CreateSymbolicLink(_root + "/etc/systemd/network", "/srv/network");

        InterfaceNamer.Run(Step, new RestoredSystem(_root), _context);

        Assert.True(File.Exists(_root + "/srv/network/70-monitas-enp0s3.link"));
    }

    [Fact]
    public void Run_SystemWithoutUdev_WarnsThatNamesChange()
    {
        InterfaceNamer.Run(Step, new RestoredSystem(_root), _context);

        Assert.Contains("enp0s3", Assert.Single(_context.Warnings), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_root + "/etc/systemd/network"));
    }

    private void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    private void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root + path)!);
        File.WriteAllBytes(_root + path, content);
    }
}
