using System;
using System.Collections.Generic;
using System.Linq;
using LiteDB;
using Monitas.Catalog.Records;

namespace Monitas.Catalog.LiteDb;

/// <content>Who may sign in to the web console.</content>
public sealed partial class LiteDbCatalog
{
    /// <inheritdoc/>
    public IReadOnlyList<UserRecord> ListUsers() =>
        Read(database => Records(database.GetCollection(Users).FindAll(), CatalogJson.Default.UserRecord)).OrderBy(user => user.Name, StringComparer.OrdinalIgnoreCase).ToArray();

    /// <inheritdoc/>
    public UserRecord? FindUser(string name) => Read(database => Record(database.GetCollection(Users).FindById(UserKey(name)), CatalogJson.Default.UserRecord));

    /// <inheritdoc/>
    public void AddUser(UserRecord user)
    {
        ArgumentNullException.ThrowIfNull(user);
        Write(database =>
        {
            ILiteCollection<BsonDocument> users = database.GetCollection(Users);
            if (users.FindById(UserKey(user.Name)) is not null)
            {
                throw new CatalogConflictException($"There is a user named {user.Name} already.");
            }
            users.Insert(Document(UserKey(user.Name), user, CatalogJson.Default.UserRecord));
            return true;
        });
    }

    /// <inheritdoc/>
    public UserRecord? UpdateUser(string name, Func<UserRecord, UserRecord> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Write(database =>
        {
            ILiteCollection<BsonDocument> users = database.GetCollection(Users);
            if (Record(users.FindById(UserKey(name)), CatalogJson.Default.UserRecord) is not { } old)
            {
                return null;
            }
            UserRecord changed = change(old) with { Name = old.Name };
            users.Update(Document(UserKey(name), changed, CatalogJson.Default.UserRecord));
            return changed;
        });
    }

    /// <inheritdoc/>
    public bool RemoveUser(string name) => Write(database => database.GetCollection(Users).Delete(UserKey(name)));

    private static string UserKey(string name) => name.ToLowerInvariant();
}
