using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.Backups;

/// <summary>
/// The object by which a sysadmin has said that an empty store is meant: the volumes that the catalog knows are lost for good, and the directory is not
/// merely one on which nothing is mounted. It lies in the store, so it is away when that is.
/// </summary>
internal static class EmptyStoreMark
{
    /// <summary>The object's name.</summary>
    internal const string Name = "begun-empty.txt";

    /// <summary>Is it among these objects?</summary>
    internal static bool IsIn(IEnumerable<StoreItem> items) => items.Any(item => item.Name == Name);

    /// <summary>Puts it into a store that does not have it; durable when this returns.</summary>
    /// <exception cref="System.IO.IOException">The store failed.</exception>
    internal static async Task PutAsync(IStore store, System.DateTimeOffset now, CancellationToken cancellationToken)
    {
        string text = $"This store was begun empty on {now.ToString("u", CultureInfo.InvariantCulture)} by monitas-server store begin-empty.\n";
        await using IStoreUpload upload = await store.BeginPutAsync(Name, cancellationToken).ConfigureAwait(false);
        await upload.Content.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        await upload.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
