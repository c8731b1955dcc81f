using System;
using System.Collections.Generic;
using LiteDB;

namespace Monitas.Catalog.LiteDb;

/// <summary>
/// The versions of the catalog's schema. The version stands in the file's header (LiteDB's user version); 0 is an empty file. A newer
/// server brings an older file up to date one step at a time; an older server refuses a newer file.
/// </summary>
internal static class LiteDbCatalogSchema
{
    /// <summary>The steps of this server, in order.</summary>
    public static IReadOnlyList<LiteDbCatalogStep> Steps { get; } = [new(1, MakeVersion1), new(2, MakeVersion2), new(3, MakeVersion3), new(4, MakeVersion4), new(5, MakeVersion5)];

    /// <summary>Runs the steps that the file still lacks.</summary>
    /// <exception cref="CatalogException">A newer server has written the file.</exception>
    public static void Migrate(LiteDatabase database, string path, IReadOnlyList<LiteDbCatalogStep> steps)
    {
        int current = steps[^1].ToVersion;
        if (database.UserVersion > current)
        {
            throw new CatalogException(
                $"The catalog {path} has version {database.UserVersion}, and this server knows versions up to {current}: install the newer Monitas that wrote it.");
        }
        foreach (LiteDbCatalogStep step in steps)
        {
            if (step.ToVersion > database.UserVersion)
            {
                Run(database, step);
            }
        }
    }

    private static void Run(LiteDatabase database, LiteDbCatalogStep step)
    {
        database.BeginTrans();
        try
        {
            step.Apply(database);
            database.Commit();
        }
        catch
        {
            database.Rollback();
            throw;
        }
        database.UserVersion = step.ToVersion;
        database.Checkpoint();
    }

    /// <summary>Collections with one document a record: its keys and, under "json", the record itself.</summary>
    private static void MakeVersion1(LiteDatabase database)
    {
        Index(database, LiteDbCatalog.Machines, ("name", true), ("uuid", false), ("credential", false));
        database.GetCollection(LiteDbCatalog.Machines).EnsureIndex("macs", "$.macs[*]");
        Index(database, LiteDbCatalog.Tokens);
        Index(database, LiteDbCatalog.BootSecrets, ("credential", false));
        Index(database, LiteDbCatalog.Archives, ("machine", false));
        Index(database, LiteDbCatalog.Volumes);
        Index(database, LiteDbCatalog.Jobs, ("machine", false), ("open", false));
        Index(database, LiteDbCatalog.JobLogs, ("job", false));
        Index(database, LiteDbCatalog.Differences);
    }

    /// <summary>Jobs of the server's own: kinds that older servers do not know, and what such jobs have come to.</summary>
    private static void MakeVersion2(LiteDatabase database) => Index(database, LiteDbCatalog.JobResults, ("job", false));

    /// <summary>Wipes: a kind of jobs that older servers do not know, and their certificates.</summary>
    private static void MakeVersion3(LiteDatabase database) => Index(database, LiteDbCatalog.WipeCertificates);

    /// <summary>The schedule: up to which times it is dealt with, which an older server would not go on with.</summary>
    private static void MakeVersion4(LiteDatabase database) => Index(database, LiteDbCatalog.ScheduleMarks);

    /// <summary>Users of the web console, whom an older server would forget to sign out.</summary>
    private static void MakeVersion5(LiteDatabase database) => Index(database, LiteDbCatalog.Users);

    private static void Index(LiteDatabase database, string collection, params (string Field, bool Unique)[] fields)
    {
        ILiteCollection<BsonDocument> documents = database.GetCollection(collection);
        foreach ((string field, bool unique) in fields)
        {
            documents.EnsureIndex(field, $"$.{field}", unique);
        }
    }
}

/// <summary>One step of the schema.</summary>
/// <param name="ToVersion">The version after the step; the step before leads to the version below.</param>
/// <param name="Apply">Makes the change inside a transaction. It may run again after a crash, so it must bear to find its work done.</param>
internal sealed record LiteDbCatalogStep(int ToVersion, Action<LiteDatabase> Apply);
