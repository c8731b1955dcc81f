using System;
using System.Collections.Generic;
using System.Linq;
using LiteDB;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.LiteDb;

/// <content>Machines.</content>
public sealed partial class LiteDbCatalog
{
    /// <summary>
    /// The MAC addresses and UUIDs that some machine has, or had since the file was opened; null: not read yet. Each PC that starts from the
    /// network is looked up several times, and on most LANs most of them are no machines of ours: those cost no query. To be used under the lock.
    /// </summary>
    private HashSet<string>? _bootKeys;

    /// <inheritdoc/>
    public IReadOnlyList<MachineRecord> ListMachines() => Read(database =>
        Records(database.GetCollection(Machines).Query().OrderBy("name").ToEnumerable(), CatalogJson.Default.MachineRecord));

    /// <inheritdoc/>
    public MachineRecord? FindMachine(MachineId id) => Read(database =>
        Record(database.GetCollection(Machines).FindById(id.ToString()), CatalogJson.Default.MachineRecord));

    /// <inheritdoc/>
    public MachineRecord? FindMachineByName(string name) => FindMachineBy("$.name = @0", NameKey(name));

    /// <inheritdoc/>
    public MachineRecord? FindMachineByMac(string mac) => FindMachineByBootKey("$.macs[*] ANY = @0", mac);

    /// <inheritdoc/>
    public MachineRecord? FindMachineBySmbiosUuid(string uuid) => uuid.Length == 0 ? null : FindMachineByBootKey("$.uuid = @0", uuid);

    /// <inheritdoc/>
    public MachineRecord? FindMachineByCredential(SecretDigest credential) =>
        credential == default ? null : FindMachineBy("$.credential = @0", credential.ToString());

    /// <inheritdoc/>
    public void AddMachine(MachineRecord machine) => Write(database =>
    {
        RequireFreeName(database, machine);
        NoteBootKeys(machine);
        database.GetCollection(Machines).Insert(Document(machine));
        return true;
    });

    /// <inheritdoc/>
    public MachineRecord? UpdateMachine(MachineId id, Func<MachineRecord, MachineRecord> change) => Write(database =>
    {
        ILiteCollection<BsonDocument> machines = database.GetCollection(Machines);
        MachineRecord? old = Record(machines.FindById(id.ToString()), CatalogJson.Default.MachineRecord);
        if (old is null)
        {
            return null;
        }
        MachineRecord changed = change(old) with { Id = id };
        RequireFreeName(database, changed);
        NoteBootKeys(changed);
        machines.Update(Document(changed));
        return changed;
    });

    /// <inheritdoc/>
    public bool RemoveMachine(MachineId id) => Write(database =>
    {
        string key = id.ToString();
        ILiteCollection<BsonDocument> jobs = database.GetCollection(Jobs);
        foreach (BsonDocument job in jobs.Query().Where("$.machine = @0", key).ToList())
        {
            database.GetCollection(JobLogs).DeleteMany("$.job = @0", job["_id"]);
            database.GetCollection(Differences).Delete(job["_id"]);
            database.GetCollection(JobResults).DeleteMany("$.job = @0", job["_id"]);
            jobs.Delete(job["_id"]);
        }
        database.GetCollection(BootSecrets).DeleteMany("$.machine = @0", key);
        return database.GetCollection(Machines).Delete(key);
    });

    private MachineRecord? FindMachineByBootKey(string predicate, string key) => Read(database =>
    {
        _bootKeys ??= [.. Records(database.GetCollection(Machines).FindAll(), CatalogJson.Default.MachineRecord).SelectMany(BootKeys)];
        return _bootKeys.Contains(key) ? FindMachineBy(predicate, key) : null;
    });

    /// <summary>Before the change is made: a key too many costs a query, one too few would lose a machine.</summary>
    private void NoteBootKeys(MachineRecord machine) => _bootKeys?.UnionWith(BootKeys(machine));

    private static IEnumerable<string> BootKeys(MachineRecord machine) => machine.MacAddresses.Append(machine.SmbiosUuid);

    /// <summary>The only machine that matches; null when none or several do.</summary>
    private MachineRecord? FindMachineBy(string predicate, BsonValue value) => Read(database =>
        database.GetCollection(Machines).Query().Where(predicate, value).Limit(2).ToList() is [BsonDocument only] ? Record(only, CatalogJson.Default.MachineRecord) : null);

    private static void RequireFreeName(LiteDatabase database, MachineRecord machine)
    {
        BsonDocument? holder = database.GetCollection(Machines).FindOne("$.name = @0", NameKey(machine.Name));
        if (holder is not null && holder["_id"].AsString != machine.Id.ToString())
        {
            throw new CatalogConflictException($"There is a machine named {machine.Name} already: choose another name.");
        }
    }

    private static BsonDocument Document(MachineRecord machine) => Document(
        machine.Id.ToString(),
        machine,
        CatalogJson.Default.MachineRecord,
        ("name", NameKey(machine.Name)),
        ("macs", new BsonArray(machine.MacAddresses.Select(mac => new BsonValue(mac)))),
        ("uuid", machine.SmbiosUuid),
        ("credential", machine.Credential?.ToString() ?? ""));

    private static string NameKey(string name) => name.ToLowerInvariant();
}
