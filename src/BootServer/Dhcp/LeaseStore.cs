using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// Keeps the leases in a file and its journal. A change is one line at the end of the journal, flushed to the disk; one flush may do for many
/// changes. When the journal has grown, the file is written whole to a neighbour, flushed and renamed, and the journal begins anew: a power
/// cut at any moment leaves every lease that was confirmed. A damaged file is put aside and the server starts with no leases: a network
/// without addresses would be worse.
/// </summary>
/// <param name="path">The file; its directory is made when it is missing. The journal is its neighbour with the ending ".journal".</param>
/// <param name="logger">Hears of a damaged file.</param>
internal sealed class LeaseStore(string path, ILogger logger) : IDisposable
{
    /// <summary>After so many lines, and not before there are as many as leases, the file is written anew.</summary>
    private const int LongJournal = 1000;

    private readonly string _path = Path.GetFullPath(path);
    private FileStream? _journal;
    private int _lines;

    private string JournalPath => _path + ".journal";

    /// <summary>Reads the leases; none when there is no file.</summary>
    public LeaseTable Load()
    {
        LeaseTable table = LoadFile();
        if (File.Exists(JournalPath))
        {
            // The last line may be cut off by a power loss; then nothing behind it was promised to anybody.
            string text = File.ReadAllText(JournalPath);
            foreach (string line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                table = Apply(table, line);
            }
        }

        return table with { Unsaved = [] };
    }

    /// <summary>Keeps what is new in a table; on return it is on the disk.</summary>
    /// <returns>The table, in which nothing is new.</returns>
    /// <exception cref="IOException">It cannot be kept; the next call tries all of it again.</exception>
    public LeaseTable Save(LeaseTable table)
    {
        if (table.Unsaved.IsEmpty)
        {
            return table;
        }

        if (_journal is null || _lines >= Math.Max(LongJournal, table.Leases.Count))
        {
            Rewrite(table);
        }
        else
        {
            Append(table.Unsaved.Reverse());
        }

        return table with { Unsaved = [] };
    }

    /// <inheritdoc/>
    public void Dispose() => _journal?.Dispose();

    private void Append(IEnumerable<DhcpLease> changes)
    {
        try
        {
            ArrayBufferWriter<byte> text = new();
            foreach (DhcpLease change in changes)
            {
                using (Utf8JsonWriter json = new(text))
                {
                    JsonSerializer.Serialize(json, ToLine(change), LeaseFileJson.Default.Lease);
                }

                text.Write("\n"u8);
                _lines++;
            }

            _journal!.Write(text.WrittenSpan);
            _journal.Flush(flushToDisk: true);
        }
        catch
        {
            // Half a line may stand there now: the next time everything is written anew.
            _journal!.Dispose();
            _journal = null;
            throw;
        }
    }

    private void Rewrite(LeaseTable table)
    {
        _journal?.Dispose();
        _journal = null;
        LeaseFile file = new(
            LeaseFile.CurrentVersion,
            [.. table.Leases.Values.Where(lease => lease.State == LeaseState.Bound).OrderBy(lease => lease.Address).Select(ToLine)],
            [.. table.Leases.Values.Where(lease => lease.State == LeaseState.Resting).OrderBy(lease => lease.Address)
                .Select(lease => new LeaseFile.Rest(lease.Address.ToString(), lease.Expires))]);
        string directory = Path.GetDirectoryName(_path)!;
        Directory.CreateDirectory(directory);
        string neighbour = _path + ".new";
        using (FileStream stream = new(neighbour, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, file, LeaseFileJson.Default.LeaseFile);
            stream.Flush(flushToDisk: true);
        }

        File.Move(neighbour, _path, overwrite: true);
        FileStream journal = new(JournalPath, FileMode.Create, FileAccess.Write);
        DirectorySync.Flush(directory);
        (_journal, _lines) = (journal, 0);
    }

    private LeaseTable LoadFile()
    {
        if (!File.Exists(_path))
        {
            return LeaseTable.Empty;
        }

        try
        {
            LeaseFile? file = JsonSerializer.Deserialize(File.ReadAllBytes(_path), LeaseFileJson.Default.LeaseFile);
            if (file is { Version: LeaseFile.CurrentVersion, Leases: not null, Declined: not null })
            {
                return ToTable(file);
            }
        }
        catch (JsonException)
        {
            // Put aside below, like a file of another version.
        }

        string aside = _path + ".damaged";
        File.Move(_path, aside, overwrite: true);
        NetbootLog.LeaseFileDamaged(logger, _path, aside);
        return LeaseTable.Empty;
    }

    /// <summary>Lines that make no sense are left out: their machines simply ask again.</summary>
    private static LeaseTable ToTable(LeaseFile file)
    {
        LeaseTable table = LeaseTable.Empty;
        foreach (LeaseFile.Lease? lease in file.Leases)
        {
            table = Apply(table, lease);
        }

        foreach (LeaseFile.Rest? rest in file.Declined)
        {
            table = Apply(table, rest is null ? null : new LeaseFile.Lease("", rest.Address, rest.Until));
        }

        return table;
    }

    /// <summary>With what one line of the journal says; a line that makes no sense changes nothing.</summary>
    internal static LeaseTable Apply(LeaseTable table, string line)
    {
        try
        {
            return Apply(table, JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(line), LeaseFileJson.Default.Lease));
        }
        catch (JsonException)
        {
            return table;
        }
    }

    private static LeaseTable Apply(LeaseTable table, LeaseFile.Lease? line)
    {
        MacAddress mac = default;
        bool isRest = line?.Mac == "";
        if (line is null || !Ipv4Address.TryParse(line.Address ?? "", out Ipv4Address address) || (!isRest && !MacAddress.TryParse(line.Mac, out mac)))
        {
            return table;
        }

        return line.Expires == DateTimeOffset.MinValue
            ? table.Without(address)
            : table.With(new DhcpLease(mac, address, line.Expires, isRest ? LeaseState.Resting : LeaseState.Bound));
    }

    private static LeaseFile.Lease ToLine(DhcpLease lease) =>
        new(lease.State == LeaseState.Resting ? "" : lease.Mac.ToString(), lease.Address.ToString(), lease.Expires);
}
