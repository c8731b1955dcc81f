using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Network;
using Monitas.Lab.Processes;

namespace Monitas.Lab.Machines;

/// <summary>
/// A PC: QEMU's q35 board with firmware, a network card on the LAN, a screen, a serial port, a drive for discs and disks that can
/// be changed while it is off. It starts from the network first and from its first disk second.
/// </summary>
public sealed partial class VirtualPc : IAsyncDisposable
{
    private readonly Lan _lan;
    private readonly PcFiles _files;
    private readonly TimeProvider _clock;
    private Service? _machine;
    private long _resetPosition;
    private QmpClient? _control;

    /// <summary>A PC that is off.</summary>
    public VirtualPc(PcSettings settings, PcFiles files, Lan lan, IReadOnlyList<VirtualDisk> disks, TimeProvider clock)
    {
        Settings = settings;
        Disks = disks;
        _lan = lan;
        _clock = clock;
        _files = files;
        Directory.CreateDirectory(files.Folder);
        File.Delete(_files.Serial);
        Serial = new SerialConsole(_files.Serial);
        Guest = new GuestAgent(_files.GuestAgent);
        if (settings.Firmware != Firmware.Bios)
        {
            File.Copy(QemuArguments.UefiVariablesTemplate(settings.Firmware), _files.UefiVariables, overwrite: true);
        }
    }

    /// <summary>What it is made of.</summary>
    public PcSettings Settings { get; }

    /// <summary>The disks in it, in the order of their ports.</summary>
    public IReadOnlyList<VirtualDisk> Disks { get; private set; }

    /// <summary>The first disk, which it starts from.</summary>
    public VirtualDisk Disk => Disks[0];

    /// <summary>Its serial port.</summary>
    public SerialConsole Serial { get; }

    /// <summary>Its system, when that runs a guest agent.</summary>
    public GuestAgent Guest { get; }

    /// <summary>When it was switched on last.</summary>
    public DateTimeOffset SwitchedOnAt { get; private set; }

    /// <summary>The position in the serial log at which the last start began.</summary>
    public long SwitchedOnPosition { get; private set; }

    /// <summary>Is it on?</summary>
    public bool IsOn => _machine is { HasEnded: false };

    /// <summary>Presses the power button of a PC that is off.</summary>
    public async Task SwitchOnAsync(CancellationToken cancellation)
    {
        await ForgetMachineAsync();
        File.Delete(_files.Qmp);
        File.Delete(_files.GuestAgent);
        SwitchedOnPosition = Serial.Position;
        _resetPosition = Serial.Position;
        SwitchedOnAt = _clock.GetUtcNow();
        // Ahead of others: an emulated machine whose clock stands still for a while is one that no PC resembles.
        _machine = Service.Start(Settings.Name, _files.Log, "nice",
            ["-n", "-10", "ip", .. NetworkNamespace.Inside(_lan.Name, QemuArguments.Program, QemuArguments.For(Settings, _files, Disks))]);
        _control = await QmpClient.ConnectAsync(_files.Qmp, cancellation);
    }

    /// <summary>Presses the power button of a PC that runs and waits until its system has shut down.</summary>
    public async Task ShutDownAsync(TimeSpan limit, CancellationToken cancellation)
    {
        await Control.ExecuteAsync("system_powerdown", null, cancellation);
        if (!await _machine!.WaitForEndAsync(limit, cancellation))
        {
            throw new LabException($"{Settings.Name} did not shut down within {limit.TotalSeconds:0} s. The last lines:{Serial.LastLines(15)}");
        }

        await ForgetMachineAsync();
    }

    /// <summary>Pulls the plug.</summary>
    public async Task CutPowerAsync()
    {
        if (_machine is not null)
        {
            await _machine.KillAsync();
        }

        await ForgetMachineAsync();
    }

    /// <summary>Puts other disks in the place of those in it. The PC must be off.</summary>
    public void ChangeDisks(params IReadOnlyList<VirtualDisk> disks)
    {
        if (IsOn)
        {
            throw new InvalidOperationException("Disks are changed while the PC is off.");
        }

        Disks = disks;
    }

    /// <summary>
    /// To be called while something is awaited of the PC. A kernel that found no timer interrupt is started again: that is no fault
    /// of the system in the PC, it happens when this machine is too busy to emulate one in time.
    /// </summary>
    /// <exception cref="LabException">The PC has gone off by itself, or its kernel has stopped for another reason.</exception>
    public async Task WatchOverAsync(CancellationToken cancellation)
    {
        if (!IsOn)
        {
            throw new LabException($"{Settings.Name} has gone off by itself. {_machine?.LastLines(5)}\n  The last lines on the serial port:{Serial.LastLines(15)}");
        }

        if (Serial.Find(KernelPanic(), _resetPosition) is not Match { Success: true } panic)
        {
            return;
        }

        if (!panic.Groups["why"].Value.StartsWith("IO-APIC + timer doesn't work", StringComparison.Ordinal))
        {
            throw new LabException($"The kernel in {Settings.Name} has stopped: {panic.Groups["why"].Value}{Serial.LastLines(25)}");
        }

        _resetPosition = Serial.Position;
        await Control.ExecuteAsync("system_reset", null, cancellation);
    }

    /// <summary>Puts a disc into the drive of a PC that runs.</summary>
    public Task InsertDiscAsync(string isoPath, CancellationToken cancellation) => Control.ExecuteAsync(
        "blockdev-change-medium",
        new JsonObject { ["id"] = QemuArguments.DiscDrive, ["filename"] = isoPath, ["format"] = "raw", ["read-only-mode"] = "read-only" },
        cancellation);

    /// <summary>Takes a picture of the screen.</summary>
    public Task TakePictureAsync(string pngPath, CancellationToken cancellation) =>
        Control.ExecuteAsync("screendump", new JsonObject { ["filename"] = pngPath, ["format"] = "png" }, cancellation);

    /// <summary>Waits for a text on the serial port since the PC was switched on.</summary>
    public Task WaitForSerialAsync(Regex text, TimeSpan limit, CancellationToken cancellation) =>
        Serial.WaitForAsync(text, SwitchedOnPosition, limit, () => WatchOverAsync(cancellation), cancellation);

    /// <summary>Waits for a text on the serial port after a position.</summary>
    public Task WaitForSerialAsync(Regex text, long position, TimeSpan limit, CancellationToken cancellation) =>
        Serial.WaitForAsync(text, position, limit, () => WatchOverAsync(cancellation), cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CutPowerAsync();

    private QmpClient Control => _control ?? throw new InvalidOperationException($"{Settings.Name} is off.");

    [GeneratedRegex("Kernel panic - not syncing: (?<why>.*)")]
    private static partial Regex KernelPanic();

    private async Task ForgetMachineAsync()
    {
        _control?.Dispose();
        _control = null;
        if (_machine is not null)
        {
            await _machine.DisposeAsync();
            _machine = null;
        }
    }
}
