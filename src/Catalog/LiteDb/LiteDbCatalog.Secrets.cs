using System;
using System.Collections.Generic;
using System.Linq;
using LiteDB;
using Monitas.Catalog.Records;

namespace Monitas.Catalog.LiteDb;

/// <content>Tokens and boot secrets.</content>
public sealed partial class LiteDbCatalog
{
    /// <summary>
    /// A start uses one; a machine that asks for its script again and again, or who does so in its name, must not fill the catalog. Beyond this the newest
    /// makes room and not the oldest, which may be that of a machine that has its script and is loading.
    /// </summary>
    private const int UnusedSecretsPerJob = 64;

    /// <inheritdoc/>
    public void AddToken(TokenRecord token) => Write(database =>
    {
        ILiteCollection<BsonDocument> tokens = database.GetCollection(Tokens);
        foreach (BsonDocument document in tokens.FindAll().ToList())
        {
            if (Record(document, CatalogJson.Default.TokenRecord)!.Expires <= token.Created)
            {
                tokens.Delete(document["_id"]);
            }
        }
        tokens.Upsert(Document(token));
        return true;
    });

    /// <inheritdoc/>
    public TokenRecord? TryUseToken(SecretDigest secret, DateTimeOffset now) => Write(database =>
    {
        ILiteCollection<BsonDocument> tokens = database.GetCollection(Tokens);
        TokenRecord? token = Record(tokens.FindById(secret.ToString()), CatalogJson.Default.TokenRecord);
        if (token is null || token.Used is not null || token.Expires <= now)
        {
            return null;
        }
        TokenRecord used = token with { Used = now };
        tokens.Update(Document(used));
        return used;
    });

    /// <inheritdoc/>
    public void AddBootSecret(BootSecretRecord secret) => Write(database =>
    {
        ILiteCollection<BsonDocument> secrets = database.GetCollection(BootSecrets);
        List<BootSecretRecord> unused = [];
        foreach (BsonDocument document in secrets.FindAll().ToList())
        {
            BootSecretRecord old = Record(document, CatalogJson.Default.BootSecretRecord)!;
            if (old.Expires <= secret.Created && (old.Used is null || database.GetCollection(Jobs).FindById(old.Job.Value)?["open"] != true))
            {
                secrets.Delete(document["_id"]);
            }
            else if (old.Used is null && old.Job == secret.Job && old.Machine == secret.Machine && old.Secret != secret.Secret)
            {
                unused.Add(old);
            }
        }

        foreach (BootSecretRecord old in unused.OrderBy(one => one.Created).Skip(UnusedSecretsPerJob - 1))
        {
            secrets.Delete(old.Secret.ToString());
        }

        secrets.Upsert(Document(secret));
        return true;
    });

    /// <inheritdoc/>
    public BootSecretRecord? TryUseBootSecret(SecretDigest secret, string bootId, SecretDigest credential, DateTimeOffset now) => Write(database =>
    {
        ILiteCollection<BsonDocument> secrets = database.GetCollection(BootSecrets);
        BootSecretRecord? record = Record(secrets.FindById(secret.ToString()), CatalogJson.Default.BootSecretRecord);
        bool usable = record is not null && record.Expires > now && bootId.Length > 0 && (record.Used is null || record.BootId == bootId);
        if (!usable)
        {
            return null;
        }
        BootSecretRecord used = record! with { Used = record.Used ?? now, BootId = bootId, Credential = credential };
        secrets.Update(Document(used));
        return used;
    });

    /// <inheritdoc/>
    public BootSecretRecord? FindBootSecretByCredential(SecretDigest credential) => credential == default
        ? null
        : Read(database => Record(database.GetCollection(BootSecrets).FindOne("$.credential = @0", credential.ToString()), CatalogJson.Default.BootSecretRecord));

    private static BsonDocument Document(TokenRecord token) => Document(token.Secret.ToString(), token, CatalogJson.Default.TokenRecord);

    private static BsonDocument Document(BootSecretRecord secret) => Document(
        secret.Secret.ToString(),
        secret,
        CatalogJson.Default.BootSecretRecord,
        ("machine", secret.Machine.ToString()),
        ("credential", secret.Credential?.ToString() ?? ""));
}
