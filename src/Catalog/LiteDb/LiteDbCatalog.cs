using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using LiteDB;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace Monitas.Catalog.LiteDb;

/// <summary>
/// The catalog in one LiteDB file. LiteDB's write-ahead log makes each call all or nothing, also when the process is killed; each change is then
/// flushed to the disk (but for log lines, which are flushed with the next change). One process may have the file open: a lock file beside it, which the kernel frees when the process ends, sees to that.
/// One thread at a time works on the file; calls take micro- to milliseconds.
/// </summary>
public sealed partial class LiteDbCatalog : ICatalog
{
    internal const string Machines = "machines";
    internal const string Tokens = "tokens";
    internal const string BootSecrets = "bootSecrets";
    internal const string Archives = "archives";
    internal const string Volumes = "volumes";
    internal const string RemovedArchives = "removedArchives";
    internal const string Jobs = "jobs";
    internal const string JobLogs = "jobLogs";
    internal const string Differences = "differences";
    internal const string JobResults = "jobResults";
    internal const string WipeCertificates = "wipeCertificates";
    internal const string ScheduleMarks = "scheduleMarks";
    internal const string Users = "users";
    internal const string Counters = "counters";

    private const string JsonField = "json";
    private const string JobCounter = "job";

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly FileStream _lockFile;
    private readonly IReadOnlyList<LiteDbCatalogStep> _steps;
    private LiteDatabase? _database;
    private bool _disposed;

    private LiteDbCatalog(string path, FileStream lockFile, IReadOnlyList<LiteDbCatalogStep> steps)
    {
        _path = path;
        _lockFile = lockFile;
        _steps = steps;
    }

    /// <summary>Opens the catalog, makes it when there is none, and brings an older one up to date.</summary>
    /// <param name="path">The file; its directory is made when it is missing.</param>
    /// <exception cref="CatalogException">It is in use, newer than this program, damaged, or its disk says no.</exception>
    public static LiteDbCatalog Open(string path) => Open(path, LiteDbCatalogSchema.Steps);

    internal static LiteDbCatalog Open(string path, IReadOnlyList<LiteDbCatalogStep> steps)
    {
        FileStream lockFile = TakeLock(path);
        var catalog = new LiteDbCatalog(path, lockFile, steps);
        try
        {
            catalog.Read<object?>(_ => null);
            return catalog;
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    /// <summary>Writes what is left in the log into the file and lets it go.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _disposed = true;
                _database?.Dispose();
                _database = null;
                _lockFile.Dispose();
            }
        }
    }

    private static FileStream TakeLock(string path)
    {
        string lockPath = path + ".lock";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(lockPath) && !LiteDbCatalogErrors.IsDiskFull(e))
        {
            throw new CatalogException($"The catalog {path} is in use by another monitas-server: stop that one first.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LiteDbCatalogErrors.Explain(path, e);
        }
    }

    private LiteDatabase OpenDatabase()
    {
        LiteDatabase? database = null;
        try
        {
            bool isNew = !File.Exists(_path);
            database = new LiteDatabase(new ConnectionString { Filename = _path, Connection = ConnectionType.Direct, Collation = Collation.Binary });
            LiteDbCatalogSchema.Migrate(database, _path, _steps);
            if (isNew)
            {
                File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
            return database;
        }
        catch (Exception e)
        {
            database?.Dispose();
            // LiteDB meets a damaged file with exceptions of any kind.
            throw e is CatalogException ? e : LiteDbCatalogErrors.Explain(_path, e);
        }
    }

    /// <summary>Runs one read under the lock; a file that failed before is opened anew first.</summary>
    private T Read<T>(Func<LiteDatabase, T> work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                _database ??= OpenDatabase();
                return work(_database);
            }
            catch (Exception e) when (e is LiteException or IOException or UnauthorizedAccessException or JsonException)
            {
                Abandon();
                throw LiteDbCatalogErrors.Explain(_path, e);
            }
        }
    }

    /// <summary>Runs one change in a transaction and, when it is one to rely on after a power cut, flushes it to the disk.</summary>
    private T Write<T>(Func<LiteDatabase, T> work, bool flush = true) => Read(database =>
    {
        database.BeginTrans();
        T result;
        try
        {
            result = work(database);
            database.Commit();
        }
        catch (Exception e) when (e is not (LiteException or IOException))
        {
            database.Rollback();
            throw;
        }
        if (flush)
        {
            database.Checkpoint();
        }
        return result;
    });

    /// <summary>After a failure LiteDB's own state is in doubt: let go, and read the file and its log anew at the next call.</summary>
    private void Abandon()
    {
        LiteDatabase? broken = _database;
        (_database, _bootKeys) = (null, null);
        _summaries.Clear();
        try
        {
            broken?.Dispose();
        }
        catch (Exception e) when (e is LiteException or IOException or InvalidOperationException)
        {
            // The first failure is the one that is reported; what closing adds to it says nothing new.
        }
    }

    private static BsonDocument Document<T>(BsonValue id, T record, JsonTypeInfo<T> type, params (string Field, BsonValue Value)[] keys)
    {
        var document = new BsonDocument { ["_id"] = id };
        foreach ((string field, BsonValue value) in keys)
        {
            document[field] = value;
        }
        document[JsonField] = JsonSerializer.Serialize(record, type);
        return document;
    }

    private static T? Record<T>(BsonDocument? document, JsonTypeInfo<T> type)
        where T : class =>
        document is null ? null : JsonSerializer.Deserialize(document[JsonField].AsString, type);

    private static List<T> Records<T>(IEnumerable<BsonDocument> documents, JsonTypeInfo<T> type)
        where T : class =>
        [.. documents.Select(d => Record(d, type)!)];

    /// <summary>The next number of a counter, from 1; never given twice, also after deletions.</summary>
    private static long NextNumber(LiteDatabase database, string counter)
    {
        long next = checked(LastNumber(database, counter) + 1);
        RaiseNumber(database, counter, next);
        return next;
    }

    /// <summary>The number that was given last; 0 before the first.</summary>
    private static long LastNumber(LiteDatabase database, string counter) => database.GetCollection(Counters).FindById(counter)?["value"].AsInt64 ?? 0;

    /// <summary>Sees to it that neither this number nor a lower one is given from now on.</summary>
    private static void RaiseNumber(LiteDatabase database, string counter, long number)
    {
        if (number > LastNumber(database, counter))
        {
            database.GetCollection(Counters).Upsert(new BsonDocument { ["_id"] = counter, ["value"] = number });
        }
    }
}
