using System;
using System.Collections.Generic;
using Monitas.BootServer.Boot.Images;

namespace Monitas.BootServer.Boot;

/// <summary>Makes the script of one machine at the moment when it is sent. Safe to call from any thread.</summary>
/// <param name="assignments">Knows the machines and makes the secrets.</param>
/// <param name="settings">The serial console.</param>
/// <param name="images">Hears that a machine's start begins.</param>
internal sealed class BootScriptSource(IBootAssignments assignments, NetbootSettings settings, ServedBootImage images)
{
    /// <summary>The script for iPXE.</summary>
    /// <param name="mac">The card that the machine boots from.</param>
    /// <param name="smbiosUuid">Its SMBIOS UUID; null when it told none.</param>
    /// <param name="httpBase">"http://address:port" as the machine reaches us.</param>
    public BootScript ForIpxe(MacAddress mac, Guid? smbiosUuid, string httpBase)
    {
        BootAssignment assignment = assignments.Find(mac, smbiosUuid);
        string name = assignment.MachineName ?? mac.ToString();
        return TryIssue(assignment, mac, smbiosUuid) is { } commandLine
            ? Started(mac, ImageArchitecture.Amd64, IpxeScripts.BootImage(httpBase, mac, smbiosUuid, name, commandLine))
            : Local(IpxeScripts.LocalDisk(httpBase, name));
    }

    /// <summary>How many bytes <see cref="ForIpxe"/> would send now. No secret is made, and no start begins.</summary>
    /// <param name="mac">The card that the machine boots from.</param>
    /// <param name="smbiosUuid">Its SMBIOS UUID; null when it told none.</param>
    /// <param name="httpBase">"http://address:port" as the machine reaches us.</param>
    public int MeasureForIpxe(MacAddress mac, Guid? smbiosUuid, string httpBase)
    {
        BootAssignment assignment = assignments.Find(mac, smbiosUuid);
        string name = assignment.MachineName ?? mac.ToString();
        return assignment.Task == BootTask.BootImage
            ? IpxeScripts.BootImage(httpBase, mac, smbiosUuid, name, CommandLine(mac, assignments.SampleKernelArguments())).Length
            : IpxeScripts.LocalDisk(httpBase, name).Length;
    }

    /// <summary>The settings file for lpxelinux.0.</summary>
    /// <param name="mac">The card that the machine boots from.</param>
    /// <param name="smbiosUuid">Its SMBIOS UUID; null when it told none.</param>
    /// <param name="httpBase">"http://address:port" as the machine reaches us.</param>
    public BootScript ForPxelinux(MacAddress mac, Guid? smbiosUuid, string httpBase)
    {
        BootAssignment assignment = assignments.Find(mac, smbiosUuid);
        return TryIssue(assignment, mac, smbiosUuid) is { } commandLine
            ? Started(mac, ImageArchitecture.Amd64, PxelinuxConfigs.BootImage(httpBase, mac, commandLine))
            : Local(PxelinuxConfigs.LocalDisk());
    }

    /// <summary>The settings file for GRUB, which loads the boot image from where it got this file.</summary>
    /// <param name="mac">The card that the machine boots from.</param>
    /// <param name="smbiosUuid">Its SMBIOS UUID; null when it told none.</param>
    /// <param name="architecture">Its processor. Without a boot image for that it goes to its own disk, and no secret is made.</param>
    public BootScript ForGrub(MacAddress mac, Guid? smbiosUuid, ImageArchitecture architecture)
    {
        if (images.Find(architecture) is null)
        {
            return Local(GrubConfigs.OwnDisk());
        }

        BootScript script = ForGrub(mac, smbiosUuid, BootPaths.Kernel(mac, architecture), BootPaths.Initrd(mac, architecture));
        return script.Stage == BootStage.ScriptSent ? Started(mac, architecture, script.Text) : script;
    }

    /// <summary>The settings file for GRUB on the disk in memory that holds the boot image. The machine's start has begun before: with that disk.</summary>
    /// <param name="mac">The card that the machine boots from.</param>
    /// <param name="smbiosUuid">Its SMBIOS UUID; null when it told none.</param>
    public BootScript ForRamDisk(MacAddress mac, Guid? smbiosUuid) => ForGrub(mac, smbiosUuid, $"/{BootFileNames.Kernel}", "/initrd.img");

    private BootScript ForGrub(MacAddress mac, Guid? smbiosUuid, string kernel, string initrd)
    {
        BootAssignment assignment = assignments.Find(mac, smbiosUuid);
        return TryIssue(assignment, mac, smbiosUuid) is { } commandLine
            ? Script(GrubConfigs.BootImage(assignment.MachineName ?? mac.ToString(), kernel, initrd, commandLine))
            : Local(GrubConfigs.OwnDisk());
    }

    private string? TryIssue(BootAssignment assignment, MacAddress mac, Guid? smbiosUuid)
    {
        if (assignment.Task != BootTask.BootImage)
        {
            return null;
        }

        IReadOnlyList<string> issued = assignments.IssueKernelArguments(mac, smbiosUuid);
        return issued.Count == 0 ? null : CommandLine(mac, issued);
    }

    private string CommandLine(MacAddress mac, IReadOnlyList<string> issued) => KernelCommandLine.Build(mac, settings.SerialConsole, settings.KernelArguments, issued);

    private BootScript Started(MacAddress mac, ImageArchitecture architecture, string text)
    {
        images.Begin(mac, architecture);
        return Script(text);
    }

    private static BootScript Script(string text) => new(text, BootStage.ScriptSent, "It got the script that loads the boot image.");

    private static BootScript Local(string text) => new(text, BootStage.LocalDisk, "It has nothing to do and was told to start its own disk.");
}
