using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Preps;

/// <summary>
/// The ids of what a prep makes. They follow from machine, file and place, so that a plan that is made anew has the same hash, and two machines that
/// are prepared by one file have none in common. Pure.
/// </summary>
/// <param name="machine">The machine.</param>
/// <param name="file">The text of the prep file.</param>
internal sealed class PrepIds(MachineId machine, string file)
{
    private readonly byte[] _seed = SHA256.HashData(Encoding.UTF8.GetBytes($"{machine}\n{file}"));

    /// <summary>A UUID of version 8 (RFC 9562 5.8) in lower case, as file systems have it.</summary>
    public string Uuid(string place)
    {
        byte[] bytes = Digest(place)[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    /// <summary>A GUID in upper case, as sfdisk writes those of a GPT.</summary>
    public string Guid(string place) => Uuid(place).ToUpperInvariant();

    /// <summary>The serial number of a FAT as blkid writes it, "1234-ABCD".</summary>
    public string FatId(string place)
    {
        uint number = Number(place);
        return string.Create(CultureInfo.InvariantCulture, $"{number >> 16:X4}-{number & 0xffff:X4}");
    }

    /// <summary>The identifier of an MBR as sfdisk writes it, "0x1234abcd".</summary>
    public string MbrId(string place) => string.Create(CultureInfo.InvariantCulture, $"0x{Number(place):x8}");

    /// <summary>Never 0, which stands for none.</summary>
    private uint Number(string place) => BinaryPrimitives.ReadUInt32BigEndian(Digest(place)) | 1;

    private byte[] Digest(string place) => HMACSHA256.HashData(_seed, Encoding.UTF8.GetBytes(place));
}
