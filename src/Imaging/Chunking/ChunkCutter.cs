using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Monitas.Imaging.Chunking;

/// <summary>
/// Says where chunks end in a stream of bytes that is fed to it piece by piece. The cuts depend on the content alone, never on
/// the pieces, so that equal content is cut alike wherever it stands. It keeps no bytes and is not thread safe.
/// <para>
/// A gear hash with normalized chunking, after W. Xia et al., "FastCDC" (USENIX ATC 2016): the first MinBytes of a chunk are
/// not looked at (but for the window before the first possible cut); up to TargetBytes a cut needs
/// <see cref="NormalizationBits"/> more zero bits than log2(TargetBytes), after it that many fewer; at MaxBytes it comes
/// anyway. With the default settings random data gives chunks of about 1.2 MiB on average.
/// </para>
/// </summary>
public sealed class ChunkCutter
{
    /// <summary>The hash depends on this many last bytes: each is shifted out of the 64 bits after as many steps.</summary>
    internal const int WindowBytes = 64;

    private const int NormalizationBits = 2;

    private readonly ChunkingSettings _settings;
    private readonly ulong _strictMask;
    private readonly ulong _looseMask;
    private int _lengthBytes;
    private ulong _hash;

    /// <summary>Makes a cutter that stands at the start of a chunk.</summary>
    public ChunkCutter(ChunkingSettings? settings = null)
    {
        _settings = settings ?? ChunkingSettings.Default;
        int bits = BitOperations.Log2((uint)_settings.TargetBytes);
        // The top bits of the hash depend on the most bytes.
        _strictMask = ulong.MaxValue << (64 - bits - NormalizationBits);
        _looseMask = ulong.MaxValue << (64 - bits + NormalizationBits);
    }

    /// <summary>
    /// Looks at the next bytes of the stream and returns how many of them belong to the chunk at hand. When
    /// <paramref name="ends"/> is true the chunk is complete with them and the rest is to be fed again; when it is false, all
    /// of <paramref name="data"/> belongs to it and more may follow.
    /// </summary>
    public int Feed(ReadOnlySpan<byte> data, out bool ends)
    {
        int taken = Skip(data);
        taken += Warm(data[taken..]);
        ends = ScanZone(data, ref taken, _settings.TargetBytes, _strictMask)
            || ScanZone(data, ref taken, _settings.MaxBytes, _looseMask)
            || _lengthBytes == _settings.MaxBytes;
        if (ends)
        {
            Reset();
        }
        return taken;
    }

    /// <summary>Forgets the chunk at hand: the next byte fed is the first of a chunk.</summary>
    public void Reset()
    {
        _lengthBytes = 0;
        _hash = 0;
    }

    /// <summary>Passes by what cannot matter for any cut.</summary>
    private int Skip(ReadOnlySpan<byte> data)
    {
        int skipped = Math.Clamp(_settings.MinBytes - WindowBytes - _lengthBytes, 0, data.Length);
        _lengthBytes += skipped;
        return skipped;
    }

    /// <summary>Fills the hash's window up to the first byte after which a cut is allowed.</summary>
    private int Warm(ReadOnlySpan<byte> data)
    {
        int length = Math.Clamp(_settings.MinBytes - _lengthBytes, 0, data.Length);
        ulong[] table = Gear.Table;
        foreach (byte value in data[..length])
        {
            _hash = unchecked((_hash << 1) + table[value]);
        }
        _lengthBytes += length;
        return length;
    }

    /// <summary>Looks for a cut up to a chunk length of <paramref name="zoneEnd"/>; true when there is one.</summary>
    private bool ScanZone(ReadOnlySpan<byte> data, ref int taken, int zoneEnd, ulong mask)
    {
        int length = Math.Clamp(zoneEnd - _lengthBytes, 0, data.Length - taken);
        int scanned = Scan(data.Slice(taken, length), mask, ref _hash, out bool found);
        taken += scanned;
        _lengthBytes += scanned;
        return found;
    }

    /// <summary>The hot loop: returns the number of bytes up to and with the first at which all bits of the mask are 0.</summary>
    private static int Scan(ReadOnlySpan<byte> data, ulong mask, ref ulong runningHash, out bool found)
    {
        ref byte bytes = ref MemoryMarshal.GetReference(data);
        ref ulong gear = ref MemoryMarshal.GetArrayDataReference(Gear.Table);
        ulong hash = runningHash;
        nint length = data.Length;
        nint at = 0;
        unchecked
        {
            // Two bytes a step; no bounds checks, `at` stays below the span's length and a byte indexes a table of 256.
            while (at < length - 1)
            {
                ulong first = (hash << 1) + Unsafe.Add(ref gear, (nint)Unsafe.Add(ref bytes, at));
                hash = (first << 1) + Unsafe.Add(ref gear, (nint)Unsafe.Add(ref bytes, at + 1));
                at += 2;
                if ((first & mask) == 0)
                {
                    runningHash = first;
                    found = true;
                    return (int)at - 1;
                }
                if ((hash & mask) == 0)
                {
                    runningHash = hash;
                    found = true;
                    return (int)at;
                }
            }
            if (at < length)
            {
                hash = (hash << 1) + Unsafe.Add(ref gear, (nint)Unsafe.Add(ref bytes, at));
                at++;
                runningHash = hash;
                found = (hash & mask) == 0;
                return (int)at;
            }
        }
        runningHash = hash;
        found = false;
        return (int)at;
    }
}
