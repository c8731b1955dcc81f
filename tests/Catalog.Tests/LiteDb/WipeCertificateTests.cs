using System;
using System.IO;
using System.Linq;
using Monitas.Catalog.LiteDb;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Xunit;

namespace Monitas.Catalog.Tests.LiteDb;

public sealed class WipeCertificateTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("monitas-catalog-").FullName;

    private string File => Path.Combine(_directory, "catalog.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void SaveWipeCertificate_IsFoundByItsNumberAfterAReopening()
    {
        using (LiteDbCatalog catalog = LiteDbCatalog.Open(File))
        {
            catalog.SaveWipeCertificate(Certificate(9, 1));
            catalog.SaveWipeCertificate(Certificate(10, 2));
            catalog.SaveWipeCertificate(Certificate(10, 1));
        }

        using LiteDbCatalog again = LiteDbCatalog.Open(File);
        Assert.Equal(["10.2", "10.1", "9.1"], again.ListWipeCertificates().Select(c => c.Number()));
        WipeCertificateRecord found = again.FindWipeCertificate(new JobId(10), 2)!;
        Assert.Equal(("{\"text\":\"ä\"}", "AQID"), (found.Document, Convert.ToBase64String(found.Signature)));
        Assert.Null(again.FindWipeCertificate(new JobId(9), 2));
    }

    [Fact]
    public void SaveWipeCertificate_OfTheSameDiskAgain_TakesItsPlace()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        catalog.SaveWipeCertificate(Certificate(9, 1));
        catalog.SaveWipeCertificate(Certificate(9, 1) with { Document = "{}" });

        Assert.Equal("{}", Assert.Single(catalog.ListWipeCertificates()).Document);
    }

    private static WipeCertificateRecord Certificate(int job, int disk) => new()
    {
        Job = new JobId(job),
        Disk = disk,
        Machine = new MachineId(Guid.Parse("11111111-1111-7111-8111-111111111111")),
        MachineName = "pc",
        DiskText = "serial A",
        Way = "overwriting with zeros, a Clear",
        Created = DateTimeOffset.UnixEpoch,
        Document = "{\"text\":\"ä\"}",
        Signature = [1, 2, 3],
    };
}
