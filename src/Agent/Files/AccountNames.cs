using System;
using System.Buffers.Text;
using System.Collections.Generic;

namespace Monitas.Agent.Files;

/// <summary>Names of owners, from the text of /etc/passwd or /etc/group (passwd(5), group(5)): "name:password:number:...".</summary>
internal sealed class AccountNames
{
    private readonly Dictionary<uint, byte[]> _names = [];
    private readonly Dictionary<byte[], uint> _ids = new(PathComparer.Instance);

    /// <summary>Reads the file's text; lines that make no sense are passed over, and the first name of a number holds.</summary>
    internal AccountNames(ReadOnlySpan<byte> text)
    {
        foreach (Range range in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = text[range];
            int name = line.IndexOf((byte)':');
            int number = name < 0 ? -1 : line[(name + 1)..].IndexOf((byte)':');
            if (name <= 0 || number < 0)
            {
                continue;
            }
            if (Utf8Parser.TryParse(line[(name + number + 2)..], out uint id, out int used) && used > 0)
            {
                byte[] owner = line[..name].ToArray();
                _names.TryAdd(id, owner);
                _ids.TryAdd(owner, id);
            }
        }
    }

    /// <summary>The name of a number; empty when it has none.</summary>
    internal byte[] Find(uint id) => _names.GetValueOrDefault(id, []);

    /// <summary>The number of a name; null when there is none of that name.</summary>
    internal uint? FindId(byte[] name) => _ids.TryGetValue(name, out uint id) ? id : null;
}
