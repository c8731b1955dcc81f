using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Api;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>The sysadmin's questions about what archives hold.</summary>
internal sealed class SearchRoutes(
    ICatalog catalog, Lookup lookup, AgeSearch age, FindSearch find, HistorySearch history, DifferenceSearch differences, SpaceSearch space)
{
    private const int DefaultFindMax = 1000;
    private const int DefaultSpaceMax = 20;
    private const int MaxMax = 100_000;

    /// <summary>The newest copy of a path on each machine, or on one.</summary>
    public async Task AgeAsync(HttpContext context)
    {
        byte[] path = PathOf(context);
        List<AgeView> found = [];
        foreach (MachineRecord machine in Machines(context))
        {
            if (await age.FindAsync(machine, catalog.ListArchiveSummaries(machine.Id), path, context.RequestAborted) is { } view)
            {
                found.Add(view);
            }
        }
        await context.JsonAsync(found, ApiJson.Default.IReadOnlyListAgeView);
    }

    /// <summary>Paths in the newest archives.</summary>
    public async Task FindAsync(HttpContext context)
    {
        if (!PathPattern.TryParse(Bytes(context, "pattern"), context.Query("ignoreCase") == "true", out PathPattern? pattern, out string why))
        {
            throw ApiException.BadRequest($"The pattern cannot be used: {why}.");
        }
        List<(string Machine, ArchiveSummary Archive)> archives = [];
        foreach (MachineRecord machine in Machines(context))
        {
            if (catalog.ListArchiveSummaries(machine.Id) is [.., ArchiveSummary archive])
            {
                archives.Add((machine.Name, archive));
            }
        }
        await context.JsonAsync(await find.FindAsync(archives, pattern, Max(context, DefaultFindMax), context.RequestAborted), ApiJson.Default.FindReply);
    }

    /// <summary>All versions of a path.</summary>
    public async Task HistoryAsync(HttpContext context)
    {
        MachineRecord machine = lookup.Machine(context.Query("machine"));
        byte[] path = PathOf(context);
        await context.JsonAsync(await history.FindAsync(machine.Id, catalog.ListArchiveSummaries(machine.Id), path, context.RequestAborted), ApiJson.Default.IReadOnlyListVersionView);
    }

    /// <summary>What changed between two archives, as lines.</summary>
    public async Task DifferencesAsync(HttpContext context)
    {
        MachineRecord machine = lookup.Machine(context.Query("machine"));
        ArchiveRecord older = lookup.Archive(machine, context.Query("from"));
        ArchiveRecord newer = lookup.Archive(machine, context.Query("to"));
        context.Response.ContentType = "application/x-ndjson";
        await using LineAnswer<ArchiveDifference> answer = new(context, ApiJson.Default.ArchiveDifference);
        await foreach (ArchiveDifference difference in differences.FindAsync(older, newer, PathOf(context), context.Query("by") != "time", context.RequestAborted))
        {
            await answer.AddAsync(difference);
        }
        await answer.CompleteAsync();
    }

    /// <summary>What takes the space.</summary>
    public async Task SpaceAsync(HttpContext context)
    {
        MachineRecord machine = lookup.Machine(context.Query("machine"));
        ArchiveRecord archive = lookup.Archive(machine, context.Query("archive"));
        SpaceReply reply = await space.FindAsync(archive, PathOf(context), Max(context, DefaultSpaceMax), context.Query("onlyHere") == "true", context.RequestAborted);
        await context.JsonAsync(reply, ApiJson.Default.SpaceReply);
    }

    private IReadOnlyList<MachineRecord> Machines(HttpContext context) =>
        context.Query("machine") is { Length: > 0 } name ? [lookup.Machine(name)] : [.. catalog.ListMachines().OrderBy(machine => machine.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The path that is asked about; "/" when none is named. A '/' at its end does not matter.</summary>
    private static byte[] PathOf(HttpContext context)
    {
        byte[] path = Bytes(context, "path");
        path = path.Length == 0 ? "/"u8.ToArray() : path.Length > 1 && path[^1] == '/' ? path[..^1] : path;
        return BytePath.IsValid(path) ? path : throw ApiException.BadRequest($"'{BytePath.ToDisplay(path)}' is not an absolute path without '.' and '..': begin it with '/'.");
    }

    private static byte[] Bytes(HttpContext context, string name)
    {
        try
        {
            return Convert.FromBase64String(context.Query(name));
        }
        catch (FormatException)
        {
            throw ApiException.BadRequest($"The {name} is not base64.");
        }
    }

    private static int Max(HttpContext context, int otherwise) =>
        int.TryParse(context.Query("max"), NumberStyles.None, CultureInfo.InvariantCulture, out int max) && max is > 0 and <= MaxMax ? max : otherwise;
}
