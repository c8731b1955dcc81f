using System;
using System.Collections.Generic;
using System.Threading;

namespace Monitas.BootServer.Search;

/// <summary>Keeps what was used last, up to so many bytes; what was not used for longest goes first, and the newest always stays. Thread-safe.</summary>
/// <param name="maxBytes">All values together.</param>
/// <param name="measure">About how much memory a value takes.</param>
internal sealed class BoundedCache<TKey, TValue>(long maxBytes, Func<TValue, long> measure)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _held = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = new();
    private long _bytes;

    /// <summary>The value; null when it is not held.</summary>
    public TValue? Find(TKey key)
    {
        lock (_gate)
        {
            if (!_held.TryGetValue(key, out LinkedListNode<(TKey Key, TValue Value)>? node))
            {
                return null;
            }
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return node.Value.Value;
        }
    }

    /// <summary>Holds a value, in the place of another.</summary>
    public void Keep(TKey key, TValue value)
    {
        lock (_gate)
        {
            Remove(key);
            _held[key] = _byUse.AddLast((key, value));
            _bytes += measure(value);
            while (_bytes > maxBytes && _byUse.Count > 1)
            {
                Remove(_byUse.First!.Value.Key);
            }
        }
    }

    /// <summary>Lets a value go.</summary>
    public void Forget(TKey key)
    {
        lock (_gate)
        {
            Remove(key);
        }
    }

    private void Remove(TKey key)
    {
        if (_held.Remove(key, out LinkedListNode<(TKey Key, TValue Value)>? node))
        {
            _byUse.Remove(node);
            _bytes -= measure(node.Value.Value);
        }
    }
}
