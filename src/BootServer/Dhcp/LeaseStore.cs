using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// Keeps the leases in one small file. Written whole to a neighbour, flushed to the disk and renamed, so that a power cut leaves the old or
/// the new one. A damaged file is put aside and the server starts with no leases: a network without addresses would be worse.
/// </summary>
/// <param name="path">The file; its directory is made when it is missing.</param>
/// <param name="logger">Hears of a damaged file.</param>
internal sealed class LeaseStore(string path, ILogger logger)
{
    /// <summary>Reads the leases; none when there is no file.</summary>
    public LeaseTable Load()
    {
        if (!File.Exists(path))
        {
            return LeaseTable.Empty;
        }

        try
        {
            LeaseFile? file = JsonSerializer.Deserialize(File.ReadAllBytes(path), LeaseFileJson.Default.LeaseFile);
            if (file is { Version: LeaseFile.CurrentVersion, Leases: not null, Declined: not null })
            {
                return ToTable(file);
            }
        }
        catch (JsonException)
        {
            // Put aside below, like a file of another version.
        }

        string aside = path + ".damaged";
        File.Move(path, aside, overwrite: true);
        NetbootLog.LeaseFileDamaged(logger, path, aside);
        return LeaseTable.Empty;
    }

    /// <summary>Replaces the file; on return the leases are on the disk.</summary>
    public void Save(LeaseTable table)
    {
        LeaseFile file = new(
            LeaseFile.CurrentVersion,
            [.. table.Leases.Values.Where(lease => lease.IsBound).OrderBy(lease => lease.Address)
                .Select(lease => new LeaseFile.Lease(lease.Mac.ToString(), lease.Address.ToString(), lease.Expires))],
            [.. table.Declined.OrderBy(pair => pair.Key).Select(pair => new LeaseFile.Rest(pair.Key.ToString(), pair.Value))]);
        string fullPath = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(fullPath)!);
        string neighbour = fullPath + ".new";
        using (FileStream stream = new(neighbour, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, file, LeaseFileJson.Default.LeaseFile);
            stream.Flush(flushToDisk: true);
        }

        File.Move(neighbour, fullPath, overwrite: true);
    }

    /// <summary>Lines that make no sense are left out: their machines simply ask again.</summary>
    private static LeaseTable ToTable(LeaseFile file)
    {
        LeaseTable table = LeaseTable.Empty;
        foreach (LeaseFile.Lease lease in file.Leases)
        {
            if (lease is not null && MacAddress.TryParse(lease.Mac, out MacAddress mac) && Ipv4Address.TryParse(lease.Address ?? "", out Ipv4Address address))
            {
                table = table.With(new DhcpLease(mac, address, lease.Expires, IsBound: true));
            }
        }

        ImmutableDictionary<Ipv4Address, System.DateTimeOffset>.Builder declined = table.Declined.ToBuilder();
        foreach (LeaseFile.Rest rest in file.Declined)
        {
            if (rest is not null && Ipv4Address.TryParse(rest.Address ?? "", out Ipv4Address address))
            {
                declined[address] = rest.Until;
            }
        }

        return table with { Declined = declined.ToImmutable() };
    }
}
