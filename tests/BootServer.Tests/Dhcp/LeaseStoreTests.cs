using System;
using System.IO;
using System.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using Monitas.BootServer.Tests.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

public sealed class LeaseStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();

    private string FilePath => _directory.Combine("state", "leases.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void SaveAndLoad_BoundLeasesAndRestingAddresses_AreKept()
    {
        DhcpLease bound = Bound(1, "10.0.0.100");
        LeaseTable table = LeaseTable.Empty
            .With(bound)
            .With(new DhcpLease(new MacAddress(2), DhcpScene.Address("10.0.0.101"), Now, LeaseState.Offered))
            .With(new DhcpLease(default, DhcpScene.Address("10.0.0.102"), Now, LeaseState.Resting));

        using LeaseStore store = Store();
        Assert.Empty(store.Save(table).Unsaved);
        LeaseTable read = Store().Load();

        Assert.Equal([bound, new DhcpLease(default, DhcpScene.Address("10.0.0.102"), Now, LeaseState.Resting)], read.Leases.Values.OrderBy(lease => lease.Address));
        Assert.Equal(["leases.json", "leases.json.journal"], Directory.GetFiles(_directory.Combine("state")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Save_LaterChanges_AreInTheJournal()
    {
        using LeaseStore store = Store();
        LeaseTable table = store.Save(LeaseTable.Empty.With(Bound(1, "10.0.0.100"), DhcpScene.Subnet));
        string file = File.ReadAllText(FilePath);
        table = store.Save(table.With(Bound(2, "10.0.0.101"), DhcpScene.Subnet));
        table = store.Save(table.With(Bound(1, "10.0.0.102"), DhcpScene.Subnet));
        store.Save(table.With(Bound(2, "10.0.0.101") with { Expires = Now.AddHours(1) }, DhcpScene.Subnet));

        Assert.Equal(file, File.ReadAllText(FilePath));
        LeaseTable read = Store().Load();
        Assert.Equal([Bound(2, "10.0.0.101") with { Expires = Now.AddHours(1) }, Bound(1, "10.0.0.102")], read.Leases.Values.OrderBy(lease => lease.Address));
    }

    /// <summary>Every moment of a power cut: whatever part of the journal is on the disk, the leases before it are there.</summary>
    [Fact]
    public void Load_JournalCutAnywhere_KeepsWhatWasWhole()
    {
        using (LeaseStore store = Store())
        {
            LeaseTable table = store.Save(LeaseTable.Empty.With(Bound(1, "10.0.0.100")));
            table = store.Save(table.With(Bound(2, "10.0.0.101")));
            store.Save(table.With(Bound(3, "10.0.0.102")));
        }

        byte[] whole = File.ReadAllBytes(FilePath + ".journal");
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(FilePath + ".journal", whole[..length]);
            using LeaseStore after = Store();
            LeaseTable read = after.Load();
            int lines = whole[..length].Count(part => part == '\n');
            Assert.Equal(1 + lines, read.Leases.Count);

            // What is promised next must not stick to the torn line.
            after.Save(read.With(Bound(4, "10.0.0.103")));
            Assert.Equal(2 + lines, Store().Load().Leases.Count);
            Reset(whole);
        }
    }

    [Fact]
    public void Save_LongJournal_IsWrittenAnewAndLosesNothing()
    {
        using LeaseStore store = Store();
        LeaseTable table = LeaseTable.Empty;
        for (uint i = 0; i < 2500; i++)
        {
            table = store.Save(table.With(new DhcpLease(new MacAddress(1 + (i % 300)), new Ipv4Address(0x0a000000 + (i % 300)), Now.AddSeconds(i), LeaseState.Bound)));
        }

        Assert.True(File.ReadAllLines(FilePath + ".journal").Length < 1500);
        Assert.Equal(table.Leases.Values.OrderBy(lease => lease.Address), Store().Load().Leases.Values.OrderBy(lease => lease.Address));
    }

    [Fact]
    public void Save_DirectoryGone_ThrowsAndTheNextSaveKeepsAll()
    {
        using LeaseStore store = Store();
        LeaseTable table = LeaseTable.Empty.With(Bound(1, "10.0.0.100"));
        Directory.CreateDirectory(FilePath);
        Assert.ThrowsAny<Exception>(() => store.Save(table));

        Directory.Delete(FilePath);
        store.Save(table.With(Bound(2, "10.0.0.101")));
        Assert.Equal(2, Store().Load().Leases.Count);
    }

    [Theory]
    [InlineData("{\"version\":1,\"lea")]
    [InlineData("{\"version\":2,\"leases\":[],\"declined\":[]}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"version\":1}")]
    public void Load_DamagedFile_IsPutAsideAndStartsAnew(string text)
    {
        Directory.CreateDirectory(_directory.Combine("state"));
        File.WriteAllText(FilePath, text);

        Assert.Empty(Store().Load().Leases);

        Assert.False(File.Exists(FilePath));
        Assert.Equal(text, File.ReadAllText(FilePath + ".damaged"));
    }

    [Fact]
    public void Load_SenselessLine_IsLeftOut()
    {
        Directory.CreateDirectory(_directory.Combine("state"));
        File.WriteAllText(FilePath, """{"version":1,"leases":[null,{"mac":"x","address":"10.0.0.1"},{"mac":"52:54:00:aa:bb:01","address":"10.0.0.9","expires":"2026-01-02T03:04:05+00:00"}],"declined":[{"address":"x"}]}""");
        Assert.Equal("10.0.0.9", Assert.Single(Store().Load().Leases).Value.Address.ToString());
    }

    [Fact]
    public void Load_NoFile_IsEmpty() => Assert.Empty(Store().Load().Leases);

    private static DhcpLease Bound(ulong mac, string address) => new(new MacAddress(mac), DhcpScene.Address(address), Now, LeaseState.Bound);

    /// <summary>As it was before the power came back: the file with one lease and the whole journal.</summary>
    private void Reset(byte[] journal)
    {
        File.Delete(FilePath);
        File.Delete(FilePath + ".journal");
        using (LeaseStore store = Store())
        {
            store.Save(LeaseTable.Empty.With(Bound(1, "10.0.0.100")));
        }

        File.WriteAllBytes(FilePath + ".journal", journal);
    }

    private LeaseStore Store() => new(FilePath, NullLogger.Instance);
}
