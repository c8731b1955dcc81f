using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Sealing;

/// <summary>
/// The list of keys in a store: the object keys-NUMBER.json. Objects never change, so a new list gets the next number, is read back, and only
/// then are older ones deleted; the highest number counts.
/// </summary>
public static class StoreKeyObject
{
    private const string Prefix = "keys-";
    private const string Suffix = ".json";
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Reads the list; null when the store has none.</summary>
    /// <exception cref="VolumeFormatException">It is damaged or of a newer format.</exception>
    public static async ValueTask<StoreKeyList?> LoadAsync(IStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        IReadOnlyList<(string Name, int Number)> all = await ListAsync(store, cancellationToken).ConfigureAwait(false);
        return all.Count == 0 ? null : await ReadAsync(store, all[^1].Name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores a list; when this returns it is durable and the one that counts.</summary>
    public static async ValueTask SaveAsync(IStore store, StoreKeyList list, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(list);
        IReadOnlyList<(string Name, int Number)> old = await ListAsync(store, cancellationToken).ConfigureAwait(false);
        string name = $"{Prefix}{(old.Count == 0 ? 1 : old[^1].Number + 1):D6}{Suffix}";
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(list, SealingJson.Default.StoreKeyList);
        await using (IStoreUpload upload = await store.BeginPutAsync(name, cancellationToken).ConfigureAwait(false))
        {
            await upload.Content.WriteAsync(json, cancellationToken).ConfigureAwait(false);
            await upload.Content.FlushAsync(cancellationToken).ConfigureAwait(false);
            await upload.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        StoreKeyList back = await ReadAsync(store, name, cancellationToken).ConfigureAwait(false);
        if (!JsonSerializer.SerializeToUtf8Bytes(back, SealingJson.Default.StoreKeyList).AsSpan().SequenceEqual(json))
        {
            throw new VolumeFormatException(name, 0, "the keys that were written", "others");
        }
        foreach ((string oldName, _) in old)
        {
            await store.DeleteAsync(oldName, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a list's bytes; null when it is none of this format.</summary>
    internal static StoreKeyList? TryParse(ReadOnlySpan<byte> json)
    {
        try
        {
            StoreKeyList? list = JsonSerializer.Deserialize(json, SealingJson.Default.StoreKeyList);
            return list is { Format: StoreKeyList.CurrentFormat, Keys: not null } && list.Keys.All(key => AreSound(key?.Slots)) ? list : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Is every slot complete? A required property may still be there as null.</summary>
    internal static bool AreSound(IReadOnlyList<KeySlot>? slots) => slots is not null && slots.All(slot => slot is { Kind: not null, Name: not null, Salt: not null, Wrapped: not null });

    private static async ValueTask<StoreKeyList> ReadAsync(IStore store, string name, CancellationToken cancellationToken)
    {
        await using Stream stream = await store.OpenReadAsync(name, cancellationToken).ConfigureAwait(false);
        byte[] json = new byte[Math.Min(stream.Length, MaxBytes)];
        await stream.ReadExactlyAsync(json, cancellationToken).ConfigureAwait(false);
        return TryParse(json) ?? throw new VolumeFormatException(name, 0, $"a store's keys in format {StoreKeyList.CurrentFormat}", "other bytes");
    }

    private static async ValueTask<IReadOnlyList<(string Name, int Number)>> ListAsync(IStore store, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(cancellationToken).ConfigureAwait(false))
            .Where(item => item.Name.StartsWith(Prefix, StringComparison.Ordinal) && item.Name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(item => (item.Name, Number: int.TryParse(item.Name.AsSpan()[Prefix.Length..^Suffix.Length], out int number) ? number : 0))
            .Where(item => item.Number > 0)
            .OrderBy(item => item.Number)];
}

/// <summary>JSON of keys, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(StoreKeyList))]
internal sealed partial class SealingJson : JsonSerializerContext;
