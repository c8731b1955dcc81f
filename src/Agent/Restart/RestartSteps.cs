using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Interop;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Restart;

/// <summary>Restarts this very machine.</summary>
/// <param name="server">The server's address.</param>
/// <param name="directory">Where files are fetched to: in memory, for root only.</param>
/// <param name="download">Brings a file of the boot image.</param>
internal sealed class RestartSteps(Uri server, string directory, BootImageDownload download) : IRestartSteps
{
    private const string SystemdRuns = "/run/systemd/system";
    private static readonly TimeSpan FirmwareLimit = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public FirmwareKind Firmware => MachineInventory.Firmware();

    /// <inheritdoc/>
    public long AvailableMemoryBytes => MachineInventory.MemoryBytes(SysFs.Text("/proc/meminfo"), "MemAvailable:");

    /// <inheritdoc/>
    public long RoomBytes => new DriveInfo(Directory.CreateDirectory(directory).FullName).AvailableFreeSpace;

    /// <inheritdoc/>
    public bool IsKernelLoaded => SysFs.Text("/sys/kernel/kexec_loaded") == "1";

    /// <inheritdoc/>
    public async Task<CardChoice> CardAsync(CancellationToken cancel)
    {
        IPAddress[] addresses = IPAddress.TryParse(server.DnsSafeHost, out IPAddress? address) ? [address] : await ResolveAsync(cancel).ConfigureAwait(false);
        string routes = SysFs.Text("/proc/net/route");
        return new NetworkCards().Under(addresses.Select(a => RouteTable.InterfaceTo(a, routes)).FirstOrDefault(name => name.Length > 0) ?? "");
    }

    /// <inheritdoc/>
    public Task<string> FetchAsync(BootImageFile file, CancellationToken cancel) => download.FetchAsync(file, PathOf(file.Name), cancel);

    /// <inheritdoc/>
    public void RemoveFiles()
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <inheritdoc/>
    public void LoadKernel(string kernel, string initramfs, string commandLine)
    {
        // Seen with systemd 252: without that program it restarts the machine by its firmware instead.
        if (Directory.Exists(SystemdRuns) && ExternalTool.Find("kexec") is null)
        {
            throw new RestartRefusedException("the program by which systemd starts a loaded kernel is not installed (package kexec-tools)");
        }
        try
        {
            LinuxKexec.Load(kernel, initramfs, commandLine);
        }
        catch (LinuxException e)
        {
            throw new RestartRefusedException(KexecRefusal.Of(e.ErrorNumber), e);
        }
    }

    /// <inheritdoc/>
    public void UnloadKernel() => LinuxKexec.Unload();

    /// <inheritdoc/>
    public async Task<string> BootEntriesAsync(CancellationToken cancel) => (await EfiAsync(["-v"], cancel).ConfigureAwait(false)).Output;

    /// <inheritdoc/>
    public Task SetBootNextAsync(string? number, CancellationToken cancel) => EfiAsync(number is null ? ["-q", "-N"] : ["-q", "-n", number], cancel);

    /// <inheritdoc/>
    public async Task RestartAsync(bool intoLoadedKernel, CancellationToken cancel)
    {
        if (intoLoadedKernel && !IsKernelLoaded)
        {
            throw new IOException("The boot image's kernel was loaded, and something has taken it out again (/sys/kernel/kexec_loaded is 0).");
        }
        if (Directory.Exists(SystemdRuns))
        {
            await ExternalTool.RunAsync("systemctl", ["--no-block", intoLoadedKernel ? "kexec" : "reboot"], cancel).ConfigureAwait(false);
        }
        else if (intoLoadedKernel)
        {
            // No program of a system without systemd ends its services and then starts a loaded kernel.
            LinuxMachine.Sync();
            LinuxKexec.Start();
        }
        else
        {
            await ExternalTool.RunAsync("shutdown", ["-r", "now"], cancel).ConfigureAwait(false);
        }
    }

    private async Task<IPAddress[]> ResolveAsync(CancellationToken cancel)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(server.DnsSafeHost, cancel).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // Without the address the card is not known; the boot image tries each.
            return [];
        }
    }

    private string PathOf(string name) => name is "vmlinuz" or "initrd.img"
        ? Path.Combine(Directory.CreateDirectory(directory).FullName, name)
        : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The server names a file of the boot image that there cannot be: '{name}'."));

    private static async Task<ToolResult> EfiAsync(string[] arguments, CancellationToken cancel)
    {
        try
        {
            return await ExternalTool.RunAsync("efibootmgr", arguments, cancel, FirmwareLimit).ConfigureAwait(false);
        }
        catch (ToolException e)
        {
            throw new RestartRefusedException(e.Message.TrimEnd('.'), e);
        }
    }
}
