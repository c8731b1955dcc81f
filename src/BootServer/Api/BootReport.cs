using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Rebuilds;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Api;

/// <summary>The boot server as it runs in this process.</summary>
internal sealed class BootReport(ServerSettings settings, BootLog log, RebuildAssignments machines, BootImageLibrary images, IServiceProvider services, TimeProvider clock) : IBootReport
{
    /// <inheritdoc/>
    public BootStatus Status()
    {
        var problems = new List<string>();
        if (settings.NetbootMode == NetbootMode.Off)
        {
            return new BootStatus("off", "", "", "not served", problems);
        }
        IReadOnlyList<NetbootInterface> cards = Cards(problems);
        return new BootStatus(
            settings.NetbootMode.ToString().ToLowerInvariant(),
            string.Join(", ", cards.Select(card => card.Name)),
            string.Join(", ", cards.Select(card => card.Address)),
            BootImage(problems),
            problems);
    }

    /// <inheritdoc/>
    public IReadOnlyList<BootStory> Log(string who, int max)
    {
        var around = new BootSurroundings(clock.GetUtcNow()) { IsFullDhcp = settings.NetbootMode == NetbootMode.Full, Rivals = [.. (services.GetService<DhcpRivals>()?.List() ?? []).Where(r => r.GivesBootFiles).Select(r => r.Server.ToString())] };
        string wanted = MacAddress.TryParse(who, out MacAddress mac) ? mac.ToString() : who;
        return [.. log.Book.Keys
            .Select(key => (Key: key, Name: NameOf(key)))
            .Where(m => wanted.Length == 0 || m.Key == wanted || m.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            .SelectMany(m => Tell(log.Book.Steps(m.Key), m.Name, around))
            .OrderBy(story => story.Began)
            .TakeLast(max)];
    }

    private IReadOnlyList<BootStory> Tell(IReadOnlyList<BootStep> steps, string name, BootSurroundings around)
    {
        string uuid = name.Length > 0 ? "" : steps.LastOrDefault(s => s.Uuid.Length > 0)?.Uuid ?? "";
        return BootStoryTeller.Tell(steps, name, around with { Resembles = uuid.Length > 0 ? machines.FindBySmbiosUuid(uuid)?.Name ?? "" : "" });
    }

    private string NameOf(string key) => MacAddress.TryParse(key, out MacAddress mac) ? machines.FindMachine(mac, null)?.Name ?? "" : "";

    private IReadOnlyList<NetbootInterface> Cards(List<string> problems)
    {
        try
        {
            return NetbootInterfaces.Find(settings.Netboot);
        }
        catch (NetbootException e)
        {
            problems.Add(e.Message);
            return [];
        }
    }

    private string BootImage(List<string> problems)
    {
        var files = new BootImageFiles(images.Served(ImageArchitecture.Amd64)!, ImageArchitecture.Amd64);
        if (images.Problem.Length > 0)
        {
            problems.Add(images.Problem);
        }
        try
        {
            files.Check();
            string arm64 = images.Served(ImageArchitecture.Arm64) is { } other ? $"; for arm64 {Describe(new BootImageFiles(other, ImageArchitecture.Arm64))}" : "";
            return Describe(files) + arm64;
        }
        catch (Exception e) when (e is NetbootException or IOException)
        {
            problems.Add(e.Message);
            return "missing";
        }
    }

    private static string Describe(BootImageFiles files)
    {
        var initrd = new FileInfo(files.Initrd);
        return $"{files.Directory}, of {initrd.LastWriteTime:yyyy-MM-dd HH:mm}, {SizeText.Of(new FileInfo(files.Kernel).Length + initrd.Length)}";
    }
}
