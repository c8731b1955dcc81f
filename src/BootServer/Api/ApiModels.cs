using System;
using System.Collections.Generic;
using Monitas.BootServer.Verify;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Monitas.Contracts.Wiping;

namespace Monitas.BootServer.Api;

// The bodies of requests and answers: small records that belong together, as one page to read.

/// <summary>The server at a glance.</summary>
/// <param name="Version">The server's version.</param>
/// <param name="Started">Since when it runs.</param>
/// <param name="Url">Where agents reach it.</param>
/// <param name="Machines">All machines.</param>
/// <param name="OpenJobs">Jobs that are not over, oldest first.</param>
/// <param name="Store">The store.</param>
/// <param name="Boot">The boot server; null when it is not part of this process.</param>
/// <param name="Waiting">Unknown PCs that show a pairing code.</param>
internal sealed record StatusReply(
    string Version, DateTimeOffset Started, string Url, IReadOnlyList<MachineView> Machines, IReadOnlyList<JobRecord> OpenJobs, StoreView Store, BootStatus? Boot,
    IReadOnlyList<PairingView> Waiting)
{
    /// <summary>The schedule at a glance.</summary>
    public required ScheduleGlance Schedule { get; init; }
}

/// <summary>The store at a glance.</summary>
/// <param name="Path">Its directory.</param>
/// <param name="Volumes">How many volumes it holds.</param>
/// <param name="UsedBytes">Their bytes.</param>
/// <param name="FreeBytes">The bytes that are free for more; -1 when that cannot be told.</param>
/// <param name="DamagedVolumes">In how many of them the last verification has found damage.</param>
internal sealed record StoreView(string Path, int Volumes, long UsedBytes, long FreeBytes, int DamagedVolumes)
{
    /// <summary>What is wrong with the keys that the running server works with, and what to do; empty when nothing is.</summary>
    public string KeysProblem { get; init; } = "";
}

/// <summary>The keys with which the running server works.</summary>
/// <param name="Store">The store's directory.</param>
/// <param name="SealsWith">The key that seals new volumes; null when they are not sealed.</param>
/// <param name="Problem">Why it could not take in the keys as they are now, and what to do; empty when it has.</param>
internal sealed record StoreKeysInUse(string Store, string? SealsWith, string Problem);

/// <summary>A volume as the sysadmin sees it.</summary>
/// <param name="Volume">The volume.</param>
/// <param name="MachineName">The machine whose backup made it; its id when it has no name any more.</param>
/// <param name="Archives">The numbers of that machine's archives whose manifests lie in it.</param>
/// <param name="NeededBy">How many archives, of whatever machine, have content in it.</param>
internal sealed record VolumeView(VolumeRecord Volume, string MachineName, IReadOnlyList<int> Archives, int NeededBy);

/// <summary>A machine as the sysadmin sees it.</summary>
/// <param name="Machine">What the catalog knows, without the credential's digest.</param>
/// <param name="Enrolled">An agent on its own system has a credential.</param>
/// <param name="Connected">Where its agent is connected now; null when it is not.</param>
/// <param name="NewestArchive">The number of its newest archive; null when there is none.</param>
/// <param name="NewestArchiveTime">When that was made.</param>
internal sealed record MachineView(MachineRecord Machine, bool Enrolled, AgentEnvironment? Connected, int? NewestArchive, DateTimeOffset? NewestArchiveTime);

/// <summary>Adds a machine before its agent has enrolled.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MacAddresses">Its MAC addresses, as far as they are known.</param>
internal sealed record AddMachineRequest(string Name, IReadOnlyList<string> MacAddresses);

/// <summary>Changes what the sysadmin says of a machine.</summary>
/// <param name="Group">Its group; empty for none, null to leave it.</param>
internal sealed record SetMachineRequest(string? Group);

/// <summary>Gives a machine network cards.</summary>
/// <param name="MacAddresses">Their MAC addresses.</param>
internal sealed record CardsRequest(IReadOnlyList<string> MacAddresses);

/// <summary>An unknown PC that shows a pairing code.</summary>
/// <param name="Code">The code on its screen.</param>
/// <param name="Model">Vendor and model.</param>
/// <param name="SerialNumber">The SMBIOS serial number; empty when it tells none.</param>
/// <param name="SmbiosUuid">The SMBIOS UUID; empty when it tells none.</param>
/// <param name="MacAddresses">Its network cards.</param>
/// <param name="Address">Its address now.</param>
/// <param name="Disks">Its disks in words.</param>
/// <param name="Since">When it was let in.</param>
/// <param name="LastAsked">When it asked last whether it is approved.</param>
/// <param name="Resembles">The machine that it may be, with another network card; empty when there is none.</param>
internal sealed record PairingView(
    string Code, string Model, string SerialNumber, string SmbiosUuid, IReadOnlyList<string> MacAddresses, string Address, IReadOnlyList<string> Disks, DateTimeOffset Since, DateTimeOffset? LastAsked,
    string Resembles);

/// <summary>Approves an unknown PC.</summary>
/// <param name="Code">The code on its screen; case, blanks and hyphens do not count.</param>
/// <param name="Name">The name that the machine gets.</param>
internal sealed record PairRequest(string Code, string Name);

/// <summary>Wake-up packets that were sent.</summary>
/// <param name="Machine">The machine's name.</param>
/// <param name="MacAddresses">The cards that they were for.</param>
/// <param name="SentTo">Where they went, such as "10.0.0.255 by eth0".</param>
/// <param name="Note">What cannot be known from here.</param>
internal sealed record WakeReply(string Machine, IReadOnlyList<string> MacAddresses, IReadOnlyList<string> SentTo, string Note);

/// <summary>Takes a boot image in.</summary>
/// <param name="Directory">The directory on the server that holds it.</param>
internal sealed record ImportImageRequest(string Directory);

/// <summary>Asks for an enrolment token.</summary>
/// <param name="Name">The name that the machine will have.</param>
/// <param name="Hours">For how long it is valid: 1 to 720.</param>
internal sealed record TokenRequest(string Name, int Hours);

/// <summary>An enrolment token.</summary>
/// <param name="Name">The machine's name.</param>
/// <param name="Token">The token.</param>
/// <param name="Url">Where the agent reaches the server.</param>
/// <param name="Command">What to type on the machine.</param>
/// <param name="Expires">From when on it is no longer valid.</param>
internal sealed record TokenReply(string Name, string Token, string Url, string Command, DateTimeOffset Expires);

/// <summary>An archive with its machine's name.</summary>
/// <param name="MachineName">The name; the id when the machine is gone.</param>
/// <param name="Archive">The archive.</param>
internal sealed record ArchiveView(string MachineName, ArchiveRecord Archive);

/// <summary>One entry of an archive.</summary>
/// <param name="Path">The path, with bytes that are no UTF-8 shown as escapes.</param>
/// <param name="PathBytes">The path's bytes.</param>
/// <param name="Kind">"file", "directory" and so on.</param>
/// <param name="Mode">Permission bits in octal.</param>
/// <param name="Owner">User and group, by name where known.</param>
/// <param name="SizeBytes">The length of a regular file.</param>
/// <param name="Modified">When its content changed last.</param>
/// <param name="LinkTarget">Where a symbolic link points; empty otherwise.</param>
internal sealed record FileView(string Path, byte[] PathBytes, string Kind, string Mode, string Owner, long SizeBytes, DateTimeOffset Modified, string LinkTarget);

/// <summary>The answer of a verification.</summary>
/// <param name="Ok">Nothing was found.</param>
/// <param name="Chunks">Chunks read and compared with their digest.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="Damages">What was found, one sentence each.</param>
/// <param name="Files">The archive's files that cannot be restored; at most <see cref="VolumeVerification.MaxFiles"/>.</param>
/// <param name="FileCount">How many files those are in all.</param>
/// <param name="Unchecked">What could not be checked in volumes of older versions, a sentence for each volume.</param>
internal sealed record VerifyReply(
    bool Ok, long Chunks, long Bytes, IReadOnlyList<string> Damages, IReadOnlyList<HitFile> Files, int FileCount, IReadOnlyList<string> Unchecked);

/// <summary>Orders a job.</summary>
internal sealed record JobRequest
{
    /// <summary>What is to be done.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Machine { get; init; }

    /// <summary>The archive: number, id, beginning of an id, or empty for the newest.</summary>
    public string Archive { get; init; } = "";

    /// <summary>Restore: the absolute paths as bytes.</summary>
    public IReadOnlyList<byte[]> Paths { get; init; } = [];

    /// <summary>Restore: the directory to restore below; empty for in place.</summary>
    public string ToDirectory { get; init; } = "";

    /// <summary>Restore: owners by name, not by number.</summary>
    public bool OwnersByName { get; init; }

    /// <summary>Restore: lines that say who becomes who.</summary>
    public IReadOnlyList<string> OwnerRules { get; init; } = [];

    /// <summary>Restore: what to do where something is already.</summary>
    public ConflictMode OnConflict { get; init; }

    /// <summary>Compare: how files of equal length are compared.</summary>
    public CompareBy By { get; init; }

    /// <summary>Backup: patterns and rules to leave out by.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>Backup: make no archive, only tell what it would hold and leave out.</summary>
    public bool DryRun { get; init; }

    /// <summary>Backup: keep the disks as images, from the boot image.</summary>
    public bool Cold { get; init; }

    /// <summary>
    /// Rebuild: the name of the paired PC that takes the machine's place; empty for the machine's own hardware. Restore: the machine that gets the files;
    /// empty for the one that they are from.
    /// </summary>
    public string Onto { get; init; } = "";

    /// <summary>Prep: the name of the machine whose archive is put onto the disks; empty for none.</summary>
    public string ArchiveOf { get; init; } = "";

    /// <summary>Prep: the text of the prep file; empty to make the archive's own layout.</summary>
    public string PrepFile { get; init; } = "";

    /// <summary>Prep: the name of the prep file, for errors.</summary>
    public string PrepFileName { get; init; } = "";

    /// <summary>Prep with another machine's archive: the host name; empty for the machine's name.</summary>
    public string HostName { get; init; } = "";

    /// <summary>"serial=..", "wwn=.." or "size=..". Rebuild, prep without a file: one for each disk of the layout, in its order. Wipe: those that are erased; empty for all that are built in.</summary>
    public IReadOnlyList<string> Disks { get; init; } = [];

    /// <summary>Rebuild, wipe, prep: approve any plan that has no refusal.</summary>
    public bool PreApproved { get; init; }

    /// <summary>
    /// Rebuild: the hash of the provisional plan that the sysadmin has read and approved. Should the real one come to anything else, it waits for approval;
    /// empty to let it wait in any case.
    /// </summary>
    public string ReadPlan { get; init; } = "";

    /// <summary>Rebuild, wipe, cold backup: take a machine whose own system runs into the boot image; null: nothing restarts it.</summary>
    public RestartWay? Restart { get; init; }

    /// <summary>Wipe: how the disks are to be erased.</summary>
    public WipeMethod Method { get; init; }
}

/// <summary>Approves a plan.</summary>
/// <param name="Hash">The hash of the plan that was looked at.</param>
internal sealed record ApproveRequest(string Hash);

/// <summary>A provisional plan.</summary>
/// <param name="Archive">The archive with its layout.</param>
/// <param name="Plan">The plan against the disks last seen; null when the machine has never shown any.</param>
/// <param name="DisksSeen">When they were seen.</param>
internal sealed record PlanReply(ArchiveView Archive, RebuildPlan? Plan, DateTimeOffset? DisksSeen);

/// <summary>A compare job with what it found, for --json.</summary>
/// <param name="Job">The job.</param>
/// <param name="Differences">What it found.</param>
internal sealed record CompareReply(JobRecord Job, IReadOnlyList<DifferenceView> Differences);

/// <summary>One difference with its path for people.</summary>
/// <param name="Path">The path, with bytes that are no UTF-8 shown as escapes.</param>
/// <param name="PathBytes">The path's bytes.</param>
/// <param name="Kind">What differs.</param>
/// <param name="Detail">Both values in words.</param>
/// <param name="Changes">Each property that differs, with both values.</param>
/// <param name="IsConsequence">It only follows from another difference of the list: a directory's time where an entry in it came, went or was replaced.</param>
internal sealed record DifferenceView(string Path, byte[] PathBytes, DifferenceKind Kind, string Detail, IReadOnlyList<PropertyChange> Changes, bool IsConsequence);

/// <summary>A machine and whether it was there, for an answer to a removal.</summary>
/// <param name="Id">The machine.</param>
/// <param name="Name">Its name.</param>
internal sealed record RemovedReply(MachineId Id, string Name);

/// <summary>What a command with --json answers when it fails.</summary>
/// <param name="Code">The exit code by name.</param>
/// <param name="Message">Why, and what to do.</param>
internal sealed record CliFailure(ExitCode Code, string Message);
