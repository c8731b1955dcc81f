using System;
using System.Collections.Generic;

namespace Monitas.Fuzz;

/// <summary>Makes inputs out of a corpus: flips, cuts, repeats, joins, lengths that lie, and now and then pure noise. Not safe for several threads.</summary>
/// <param name="corpus">Good inputs; at least one.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus)
{
    /// <summary>The longest input, in bytes: more than any codec reads at once.</summary>
    public const int MaximumLength = 5000;

    private const int MostChanges = 8;

    /// <summary>Numbers at which lengths, counts and codes change their meaning.</summary>
    private static readonly byte[] Edges = [0, 1, 2, 3, 4, 7, 8, 16, 31, 32, 52, 53, 63, 64, 82, 127, 128, 191, 192, 254, 255];

    private readonly byte[] _buffer = new byte[MaximumLength];
    private int _length;

    /// <summary>Makes one input, always the same for the same numbers. It is valid until the next call.</summary>
    public ReadOnlySpan<byte> Make(ulong seed, ulong index)
    {
        SeededRandom random = new(unchecked((seed * 0xd1342543de82ef95) + index));
        random.Next();
        Put(0, corpus[random.Below(corpus.Count)], truncate: true);
        for (int changes = 1 + random.Below(MostChanges); changes > 0; changes--)
        {
            Change(ref random);
        }

        return _buffer.AsSpan(0, _length);
    }

    private void Change(ref SeededRandom random)
    {
        switch (_length == 0 ? 8 : random.Below(10))
        {
            case 0 or 1:
                _buffer[random.Below(_length)] ^= (byte)(1 << random.Below(8));
                break;
            case 2 or 3:
                _buffer[random.Below(_length)] = Edges[random.Below(Edges.Length)];
                break;
            case 4:
                _buffer[random.Below(_length)] = (byte)random.Below(256);
                break;
            case 5:
                _length = random.Below(_length + 1);
                break;
            case 6:
                Repeat(random.Below(_length), ref random);
                break;
            case 7:
                byte[] other = corpus[random.Below(corpus.Count)];
                int from = random.Below(other.Length + 1);
                Put(random.Below(_length + 1), other.AsSpan(from), truncate: true);
                break;
            case 8:
                Append(random.Below(64), ref random);
                break;
            default:
                Remove(random.Below(_length), random.Below(16));
                break;
        }
    }

    /// <summary>Writes bytes over what stands at a place and behind it.</summary>
    private void Put(int at, ReadOnlySpan<byte> bytes, bool truncate)
    {
        int length = Math.Min(bytes.Length, MaximumLength - at);
        bytes[..length].CopyTo(_buffer.AsSpan(at));
        _length = truncate ? at + length : Math.Max(_length, at + length);
    }

    /// <summary>The same few bytes many times: many options, labels, names.</summary>
    private void Repeat(int at, ref SeededRandom random)
    {
        int length = Math.Min(1 + random.Below(16), _length - at);
        byte[] piece = _buffer.AsSpan(at, length).ToArray();
        for (int times = 1 << random.Below(11); times > 0 && at + length < MaximumLength; times--)
        {
            at += length;
            Put(at, piece, truncate: false);
        }
    }

    private void Append(int length, ref SeededRandom random)
    {
        for (; length > 0 && _length < MaximumLength; length--)
        {
            _buffer[_length++] = (byte)random.Below(256);
        }
    }

    private void Remove(int at, int length)
    {
        length = Math.Min(length, _length - at);
        _buffer.AsSpan(at + length, _length - at - length).CopyTo(_buffer.AsSpan(at));
        _length -= length;
    }
}
