using System;
using System.Collections.Generic;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.Catalog;

/// <summary>
/// What exists, where, and what is to do. Every call is atomic, durable when it returns, and safe from any thread. What a call
/// returns is a copy: to change a record, make a new one (`with`) and save it.
/// </summary>
/// <exception cref="CatalogException">Any call: the catalog cannot be read or written; the message is fit for a person.</exception>
public interface ICatalog : IDisposable
{
    /// <summary>All machines in order of their names.</summary>
    IReadOnlyList<MachineRecord> ListMachines();

    /// <summary>The machine with this id; null when there is none.</summary>
    MachineRecord? FindMachine(MachineId id);

    /// <summary>The machine with this name (case does not count); null when there is none.</summary>
    MachineRecord? FindMachineByName(string name);

    /// <summary>The machine with this MAC address (lower case with colons); null when there is none.</summary>
    MachineRecord? FindMachineByMac(string mac);

    /// <summary>The machine with this SMBIOS UUID (RFC 9562 text, lower case); null when there is none, or more than one (boards exist that share one).</summary>
    MachineRecord? FindMachineBySmbiosUuid(string uuid);

    /// <summary>The machine whose live agent has this credential; null when there is none.</summary>
    MachineRecord? FindMachineByCredential(SecretDigest credential);

    /// <summary>Adds a machine.</summary>
    /// <exception cref="CatalogConflictException">Another machine has its name.</exception>
    void AddMachine(MachineRecord machine);

    /// <summary>Changes a machine under a lock; null when there is none.</summary>
    /// <exception cref="CatalogConflictException">Another machine has the new name.</exception>
    MachineRecord? UpdateMachine(MachineId id, Func<MachineRecord, MachineRecord> change);

    /// <summary>Forgets a machine and its jobs; its archives and volumes stay. False when there is none.</summary>
    bool RemoveMachine(MachineId id);

    /// <summary>Adds an enrolment token.</summary>
    void AddToken(TokenRecord token);

    /// <summary>Uses a token up: returns it when it is known, not yet used and not expired, and null otherwise. Only one caller ever gets it.</summary>
    TokenRecord? TryUseToken(SecretDigest secret, DateTimeOffset now);

    /// <summary>Adds the secret of a boot image, and drops those that expired unused, and the last but one where one job of a machine has very many unused ones.</summary>
    void AddBootSecret(BootSecretRecord secret);

    /// <summary>
    /// Exchanges a boot secret for a credential: returns the changed record when the secret is known, not expired and either unused or used by this
    /// very start of the machine; null otherwise. The credential given last is the one that counts.
    /// </summary>
    BootSecretRecord? TryUseBootSecret(SecretDigest secret, string bootId, SecretDigest credential, DateTimeOffset now);

    /// <summary>The boot secret that was exchanged for this credential; null when there is none. The caller checks whether its job is still open.</summary>
    BootSecretRecord? FindBootSecretByCredential(SecretDigest credential);

    /// <summary>
    /// Puts a finished archive into the catalog together with the volumes that it has filled, all or nothing, and gives it its number
    /// unless it has one already. Call this only after the volumes are sealed and durable.
    /// </summary>
    /// <remarks>
    /// A number that the archive brings is kept unless another archive of the machine has it. No job gets the number of the archive's job any more:
    /// an archive of a lost catalog must not be taken for that of a new job.
    /// </remarks>
    /// <returns>The archive as stored.</returns>
    ArchiveRecord CommitArchive(ArchiveRecord archive, IReadOnlyList<VolumeRecord> newVolumes);

    /// <summary>The archive with this id; null when there is none.</summary>
    ArchiveRecord? FindArchive(ArchiveId id);

    /// <summary>Changes an archive's record under a lock; null when there is none. Id, machine and number stay as they are.</summary>
    ArchiveRecord? UpdateArchive(ArchiveId id, Func<ArchiveRecord, ArchiveRecord> change);

    /// <summary>The newest archive of a machine; null when there is none.</summary>
    ArchiveRecord? FindNewestArchive(MachineId machine);

    /// <summary>
    /// The archives of one machine in order of their numbers, which a clock that was set wrong does not confuse; or those of all machines by time, oldest first.
    /// </summary>
    IReadOnlyList<ArchiveRecord> ListArchives(MachineId? machine = null);

    /// <summary>
    /// The archives of one machine in order of their numbers, in short. Kept in memory: a thousand are told in microseconds. The list never changes; as
    /// long as nothing about the machine's archives does, the same one is given.
    /// </summary>
    IReadOnlyList<ArchiveSummary> ListArchiveSummaries(MachineId machine);

    /// <summary>The machines that have archives, those that were removed among them, in no order.</summary>
    IReadOnlyList<MachineId> ListMachinesWithArchives();

    /// <summary>The number that the machine's next archive will get, so that it can be written into its volume before it is committed.</summary>
    int NextArchiveNumber(MachineId machine);

    /// <summary>
    /// Takes archives out of the catalog and remembers that they are removed. Those that an open job reads stay, as do all that are not there.
    /// </summary>
    /// <returns>What was removed.</returns>
    IReadOnlyList<RemovedArchiveRecord> RemoveArchives(IReadOnlyList<ArchiveId> archives, DateTimeOffset now);

    /// <summary>
    /// Notes archives of which volumes say that they are removed. Those that are in the catalog are taken out, whatever job reads them: their bytes may
    /// be gone already. Their numbers are not given again.
    /// </summary>
    /// <returns>Those that were in the catalog.</returns>
    IReadOnlyList<RemovedArchiveRecord> NoteRemovedArchives(IReadOnlyList<RemovedArchiveRecord> removed);

    /// <summary>The archives that were removed and whose manifests may still lie in some volume, oldest removal first.</summary>
    IReadOnlyList<RemovedArchiveRecord> ListRemovedArchives();

    /// <summary>
    /// Lets volumes take the place of others, all or nothing: new ones come in, archives get their new places, and the old ones are marked as
    /// dropped. Archives that were removed meanwhile are passed over. Call this only after the new volumes are sealed and durable.
    /// </summary>
    void ReplaceVolumes(VolumeReplacement replacement);

    /// <summary>The volumes that are only to be deleted.</summary>
    IReadOnlyList<VolumeRecord> ListDroppedVolumes();

    /// <summary>Forgets a volume that is deleted; false when it was not known.</summary>
    bool ForgetVolume(VolumeId id);

    /// <summary>Changes a volume's record under a lock; null when there is none.</summary>
    VolumeRecord? UpdateVolume(VolumeId id, Func<VolumeRecord, VolumeRecord> change);

    /// <summary>
    /// Puts archives and volumes in the place of all that the catalog has, all or nothing; machines that it lacks are added, jobs and secrets stay.
    /// Numbers of archives and jobs go on above all that it names.
    /// </summary>
    void Rebuild(RebuiltCatalog rebuilt);

    /// <summary>The volume with this id, also one that is to be deleted; null when there is none.</summary>
    VolumeRecord? FindVolume(VolumeId id);

    /// <summary>Puts a sealed, durable volume without an archive of its own into the catalog.</summary>
    void AddVolume(VolumeRecord volume);

    /// <summary>All volumes that count, oldest first.</summary>
    IReadOnlyList<VolumeRecord> ListVolumes();

    /// <summary>Adds a job; <paramref name="make"/> gets its number.</summary>
    JobRecord AddJob(Func<JobId, JobRecord> make);

    /// <summary>The job with this number; null when there is none.</summary>
    JobRecord? FindJob(JobId id);

    /// <summary>The newest jobs, newest first; of one machine, or of all.</summary>
    IReadOnlyList<JobRecord> ListJobs(MachineId? machine = null, int max = 100);

    /// <summary>All jobs that are not over, oldest first.</summary>
    IReadOnlyList<JobRecord> ListOpenJobs();

    /// <summary>Stores a job's new state. Only the job engine calls this.</summary>
    void SaveJob(JobRecord job);

    /// <summary>Appends a line to a job's log and gives it its number; beyond <see cref="JobLogRecord.MaxLinesPerJob"/> lines it is dropped.</summary>
    void AppendJobLog(JobLogRecord line);

    /// <summary>The lines of a job's log with numbers above <paramref name="afterNumber"/>, in order.</summary>
    IReadOnlyList<JobLogRecord> ListJobLog(JobId job, int afterNumber = 0);

    /// <summary>Stores what a compare job found; the caller has bounded the list.</summary>
    void SaveDifferences(JobId job, IReadOnlyList<Difference> differences);

    /// <summary>What a compare job found; empty when nothing was stored.</summary>
    IReadOnlyList<Difference> ListDifferences(JobId job);

    /// <summary>Stores a part of what a job of the server's own has come to, in the place of what the part said before.</summary>
    void SaveJobResult(JobResultRecord result);

    /// <summary>All parts of what a job of the server's own has come to, in order of their numbers; empty when there are none.</summary>
    IReadOnlyList<JobResultRecord> ListJobResults(JobId job);

    /// <summary>Stores the certificate of an erased disk, in the place of one of the same job and disk.</summary>
    void SaveWipeCertificate(WipeCertificateRecord certificate);

    /// <summary>The certificate of a job's disk; null when there is none.</summary>
    WipeCertificateRecord? FindWipeCertificate(JobId job, int disk);

    /// <summary>All certificates of erased disks, the newest first.</summary>
    IReadOnlyList<WipeCertificateRecord> ListWipeCertificates();

    /// <summary>Up to which times the schedule is dealt with, in no order.</summary>
    IReadOnlyList<ScheduleMarkRecord> ListScheduleMarks();

    /// <summary>Stores marks in the place of those of the same line and machine, and forgets others; all or nothing.</summary>
    void ChangeScheduleMarks(IReadOnlyList<ScheduleMarkRecord> saved, IReadOnlyList<ScheduleMarkRecord> removed);

    /// <summary>All users of the web console in order of their names.</summary>
    IReadOnlyList<UserRecord> ListUsers();

    /// <summary>The user with this name (case does not count); null when there is none.</summary>
    UserRecord? FindUser(string name);

    /// <summary>Adds a user.</summary>
    /// <exception cref="CatalogConflictException">There is one with this name.</exception>
    void AddUser(UserRecord user);

    /// <summary>Changes a user under a lock; null when there is none. The name stays as it is.</summary>
    UserRecord? UpdateUser(string name, Func<UserRecord, UserRecord> change);

    /// <summary>Forgets a user. False when there is none.</summary>
    bool RemoveUser(string name);
}
