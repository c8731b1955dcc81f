using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Api;

/// <summary>Finds what the sysadmin names.</summary>
internal sealed class Lookup(ICatalog catalog)
{
    /// <summary>The fewest digits of an id that may stand for it.</summary>
    private const int LeastDigits = 6;

    /// <summary>The machine with this name.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public MachineRecord Machine(string name) =>
        catalog.FindMachineByName(name)
        ?? (MachineId.TryParse(name, out MachineId id) ? catalog.FindMachine(id) : null)
        ?? throw ApiException.NotFound($"There is no machine named '{name}': monitas-server machine list shows them, monitas-server machine token {name} adds it.");

    /// <summary>The machine with this name or id; one that was removed, of which archives are left, is found by its id.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public MachineRecord MachineOrItsArchives(string name) =>
        catalog.FindMachineByName(name) is null && MachineId.TryParse(name, out MachineId id) && catalog.FindMachine(id) is null && catalog.FindNewestArchive(id) is { } archive
            ? new MachineRecord { Id = id, Name = name, Created = archive.Time }
            : Machine(name);

    /// <summary>The PC that a rebuild is to write to; null when none is named.</summary>
    /// <exception cref="ApiException">There is none with this name.</exception>
    public MachineRecord? Onto(string name) => name.Length == 0 ? null
        : catalog.FindMachineByName(name) ?? (MachineId.TryParse(name, out MachineId id) ? catalog.FindMachine(id) : null)
        ?? throw ApiException.NotFound($"There is no PC named '{name}' to rebuild onto: start it from the network, then monitas-server machine waiting shows its code and monitas-server machine pair CODE {name} names it.");

    /// <summary>An archive of a machine: by number, id, or beginning of an id; the newest when <paramref name="text"/> is empty or "latest".</summary>
    /// <exception cref="ApiException">There is none, or more than one.</exception>
    public ArchiveRecord Archive(MachineRecord machine, string text)
    {
        IReadOnlyList<ArchiveSummary> archives = catalog.ListArchiveSummaries(machine.Id);
        if (archives.Count == 0)
        {
            throw ApiException.NotFound($"There is no archive of {machine.Name} yet: make one with monitas-server backup {machine.Name}.");
        }
        if (text.Length == 0 || text.Equals("latest", StringComparison.OrdinalIgnoreCase))
        {
            return Whole(archives[^1]);
        }
        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        ArchiveSummary[] found = [.. archives.Where(a => isNumber && a.Number == number)];
        found = found.Length == 0 && text.Length >= LeastDigits
            ? [.. archives.Where(a => a.Id.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase))]
            : found;
        return found switch
        {
            [ArchiveSummary only] => Whole(only),
            [] => throw ApiException.NotFound($"{machine.Name} has no archive '{text}': monitas-server archive list {machine.Name} shows them."),
            _ => throw ApiException.BadRequest($"'{text}' begins the ids of {found.Length} archives of {machine.Name}: write more digits."),
        };
    }

    /// <summary>The job with this number.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public JobRecord Job(string text) =>
        (JobId.TryParse(text, out JobId id) ? catalog.FindJob(id) : null)
        ?? throw ApiException.NotFound($"There is no job '{text}': monitas-server job list shows them.");

    /// <summary>The disks that the sysadmin named.</summary>
    /// <exception cref="ApiException">One of them is no disk.</exception>
    public static IReadOnlyList<DiskChoice> Disks(IReadOnlyList<string> texts) =>
        [.. texts.Select(text => DiskChoice.TryParse(text, out DiskChoice? choice, out string why) ? choice : throw new ApiException(ErrorCode.BadRequest, why))];

    private ArchiveRecord Whole(ArchiveSummary archive) =>
        catalog.FindArchive(archive.Id) ?? throw ApiException.NotFound($"Archive {archive.Number} was removed just now.");
}
