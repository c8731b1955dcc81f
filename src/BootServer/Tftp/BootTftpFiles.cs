using System;
using System.Net;
using System.Text;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Tftp;

/// <summary>What our TFTP server has: the loaders, a settings file for lpxelinux.0 or GRUB that is made for each machine when it asks, and the boot image for GRUB.</summary>
/// <param name="server">The interface, for the URLs in the settings file.</param>
/// <param name="loaders">The loaders.</param>
/// <param name="images">The boot image, for GRUB: others load it by HTTP.</param>
/// <param name="scripts">Makes the settings files.</param>
/// <param name="clients">Tells which machine has an address.</param>
/// <param name="events">Takes note of what was sent.</param>
/// <param name="clock">The time.</param>
internal sealed class BootTftpFiles(
    NetbootInterface server,
    LoaderFiles loaders,
    ServedBootImage images,
    BootScriptSource scripts,
    NetbootClients clients,
    IBootEvents events,
    TimeProvider clock) : ITftpFiles
{
    /// <summary>The signed GRUB knows no other.</summary>
    private const int GrubHttpPort = 80;

    private readonly byte[] _introduction = Encoding.ASCII.GetBytes(GrubConfigs.Introduction(canUseHttp: server.HttpPort == GrubHttpPort));

    /// <inheritdoc/>
    public TftpFile? Open(string name, IPEndPoint client)
    {
        if (PxelinuxConfigs.TryReadName(name, out MacAddress mac))
        {
            BootScript script = scripts.ForPxelinux(mac, clients.FindUuid(mac), server.HttpBase);
            return new TftpFile(Encoding.ASCII.GetBytes(script.Text), () => Record(mac, clients.FindUuid(mac), script.Stage, script.Note));
        }

        if (GrubConfigs.TryReadName(name, out mac, out ImageArchitecture architecture))
        {
            BootScript script = scripts.ForGrub(mac, clients.FindUuid(mac), architecture);
            return new TftpFile(Encoding.ASCII.GetBytes(script.Text), () => Record(mac, clients.FindUuid(mac), script.Stage, script.Note));
        }

        if (BootPaths.TryReadImageName(name, out mac, out architecture, out bool isKernel))
        {
            (BootStage stage, string text) = BootSteps.OfImage(isKernel);
            BootImageFiles? image = images.Of(mac, architecture);
            return (isKernel ? image?.KernelContent : image?.InitrdContent)?.Read() is { } bytes ? new TftpFile(bytes, () => Record(mac, clients.FindUuid(mac), stage, text)) : null;
        }

        if (name == BootFileNames.GrubIntroduction)
        {
            return new TftpFile(_introduction, static () => { });
        }

        return loaders.TryGet(name, out ReadOnlyMemory<byte> content) || images.TryGetLoader(name, out content) ? new TftpFile(content, () => RecordLoader(name, client)) : null;
    }

    /// <inheritdoc/>
    public void Report(TftpReport report)
    {
        bool known = clients.TryFind(Ipv4Address.From(report.Client.Address), out MacAddress mac, out _);
        events.Trace(new BootStep
        {
            Time = clock.GetUtcNow(),
            Kind = report.Kind,
            Mac = known ? mac.ToString() : "",
            Address = report.Client.Address.ToString(),
            Protocol = "TFTP",
            File = report.File,
            Bytes = report.SentBytes,
            FileBytes = report.FileBytes,
            BlockBytes = report.BlockBytes,
            ClientAnswered = report.ClientAnswered,
            DurationMs = (long)report.Took.TotalMilliseconds,
            Failure = report.Failure,
            Note = report.Note,
        });
    }

    private void RecordLoader(string name, IPEndPoint client)
    {
        // ldlinux.c32 is a part of lpxelinux.0 and http.mod of GRUB, not steps of their own.
        if (name is not (BootFileNames.Ldlinux or BootFileNames.GrubHttp) && clients.TryFind(Ipv4Address.From(client.Address), out MacAddress mac, out Guid? smbiosUuid))
        {
            clients.NoteLoader(name, mac);
            (BootStage stage, string text) = BootSteps.OfLoader(name, "TFTP");
            Record(mac, smbiosUuid, stage, text);
        }
    }

    private void Record(MacAddress mac, Guid? smbiosUuid, BootStage stage, string text) =>
        events.Record(new BootEvent(clock.GetUtcNow(), mac, smbiosUuid, stage, text));
}
