using System.Collections.Generic;
using Monitas.BootServer.Preps;
using Monitas.BootServer.Preps.Files;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Api;

/// <summary>Checks the order of a prep, and tells all that is wrong with its file at once.</summary>
internal sealed class PrepOrders(Lookup lookup)
{
    /// <summary>What is ordered.</summary>
    /// <exception cref="ApiException">It cannot be done; each line of the message is one thing to mend.</exception>
    public JobParameters Parameters(JobRequest request, MachineRecord machine)
    {
        if (request.PrepFile.Length == 0 && request.ArchiveOf.Length == 0)
        {
            throw ApiException.BadRequest("A prep needs a prep file (--file FILE), an archive (--archive PC), or both.");
        }
        List<string> errors = [];
        if (request.PrepFile.Length > 0)
        {
            PrepFileReader.TryParse(request.PrepFile, request.PrepFileName.Length > 0 ? request.PrepFileName : "prep file", out _, errors);
        }
        if (request.PrepFile.Length > 0 && request.Disks.Count > 0)
        {
            errors.Add("--disk does not go with a prep file: the file says which disks are meant.");
        }
        ArchiveRecord? archive = request.ArchiveOf.Length > 0 ? lookup.Archive(lookup.MachineOrItsArchives(request.ArchiveOf), request.Archive) : null;
        string hostName = HostNameOf(request, machine, archive, errors);
        if (errors.Count > 0)
        {
            throw ApiException.BadRequest(string.Join('\n', errors));
        }
        return new JobParameters
        {
            Archive = archive?.Id,
            PrepFile = request.PrepFile,
            HostName = hostName,
            Disks = Lookup.Disks(request.Disks),
            PreApproved = request.PreApproved,
        };
    }

    /// <summary>The name of a machine that gets another one's archive: the one given, else that by which the server knows it.</summary>
    private static string HostNameOf(JobRequest request, MachineRecord machine, ArchiveRecord? archive, List<string> errors)
    {
        if (archive is null || archive.Machine == machine.Id)
        {
            if (request.HostName.Length > 0)
            {
                errors.Add(archive is null
                    ? "--hostname goes with --archive: without files there is no system that could have a name."
                    : $"--hostname goes with the archive of another machine: {machine.Name} keeps its own name.");
            }
            return "";
        }
        string name = request.HostName.Length > 0 ? request.HostName : machine.Name.ToLowerInvariant();
        if (!HostNames.IsValid(name))
        {
            errors.Add(request.HostName.Length > 0
                ? $"'{name}' is no host name: write at most 64 letters, digits, '-' and '.', and begin and end each part with a letter or a digit."
                : $"{machine.Name} is no host name: give one with --hostname NAME.");
        }
        return name;
    }
}
