using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.BaseDisks;
using Monitas.Lab.Product;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>What a live backup records of a PC whose system lies on more than partitions: the ids are those that source-disks/layouts/*.sh gave.</summary>
public sealed class RecordedLayoutTests
{
    [Fact]
    public async Task BackUp_ArraysVolumesThinPoolAndLuks_AreRecordedWithTheirIds()
    {
        (JobAnswer job, JsonNode layout) = await BackUpAsync(SourceLayout.Stack);

        Assert.Empty(job.Warnings);
        Assert.Empty(Words(layout["unsupported"]));
        Assert.Empty(Words(layout["warnings"]));
        Assert.Equal(
            [("raid1", "6d6f6e69:74617331:62000000:00000001", "disk0.2 disk1.2"), ("raid1", "6d6f6e69:74617331:64000000:00000002", "disk0.3 disk1.3")],
            layout["arrays"]!.AsArray().Select(array => ((string)array!["level"]!, (string)array["uuid"]!, string.Join(' ', Words(array["members"])))).OrderBy(array => array.Item2, StringComparer.Ordinal));
        JsonNode group = Assert.Single(layout["volumeGroups"]!.AsArray())!;
        Assert.Equal("lab", (string)group["name"]!);
        Assert.Equal(
            ["pool thin-pool", "root linear", "srv thin", "swap linear", "vault linear"],
            group["volumes"]!.AsArray().Select(volume => $"{(string)volume!["name"]!} {(string)volume["type"]!}").Order(StringComparer.Ordinal));
        JsonNode encryption = Assert.Single(layout["encryptions"]!.AsArray())!;
        Assert.Equal(
            ("lab/vault", "6d6f6e69-7461-4b01-8001-0000000000b5", "vault", "/etc/keys/vault.key"),
            ((string)encryption["device"]!, (string)encryption["uuid"]!, (string)encryption["mapName"]!, (string)encryption["keyFile"]!));
        Assert.Equal(
            ["/ lab/root", "/boot md", "/srv lab/srv", "/vault luks"],
            layout["fileSystems"]!.AsArray().Where(system => ((string)system!["mountPoint"]!).Length > 0)
                .Select(system => $"{(string)system!["mountPoint"]!} {((string)system["device"]!).TrimEnd('0', '1')}").Order(StringComparer.Ordinal));
    }

    private static string[] Words(JsonNode? list) => [.. list?.AsArray().Select(word => (string)word!) ?? []];

    private static async Task<(JobAnswer Job, JsonNode Layout)> BackUpAsync(SourceLayout layout)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using TestOutput output = new();
        ProgressLine progress = new(output, TimeProvider.System, layout.Name);
        await using Stage stage = await Stage.MakeAsync(layout, Built.Folder("layout-" + layout.Name), Built.Product.MustExist(), TimeProvider.System, progress, cancellation);
        await stage.InstallAgentAsync(cancellation);
        JobAnswer job = await stage.BackUpAsync(cancellation);
        JsonNode shown = await stage.Server.AskAsync(cancellation, "archive", "show", Stage.MachineName);
        return (job, shown["archive"]!["layout"]!);
    }
}
