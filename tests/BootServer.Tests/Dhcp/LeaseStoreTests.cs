using System;
using System.IO;
using Microsoft.Extensions.Logging.Abstractions;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
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
        DhcpLease bound = new(new MacAddress(1), DhcpScene.Address("10.0.0.100"), Now, IsBound: true);
        LeaseTable table = LeaseTable.Empty
            .With(bound)
            .With(new DhcpLease(new MacAddress(2), DhcpScene.Address("10.0.0.101"), Now, IsBound: false))
            .WithDeclined(DhcpScene.Address("10.0.0.102"), Now, DateTimeOffset.MinValue);

        Store().Save(table);
        LeaseTable read = Store().Load();

        Assert.Equal(bound, Assert.Single(read.Leases).Value);
        Assert.Equal(Now, Assert.Single(read.Declined).Value);
        Assert.Single(Directory.GetFiles(_directory.Combine("state")));
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

    private LeaseStore Store() => new(FilePath, NullLogger.Instance);
}
