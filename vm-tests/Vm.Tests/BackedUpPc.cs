using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Listings;
using Monitas.Lab.Machines;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>A PC with BIOS that has been backed up and switched off; its disk is listed. Shared by the tests of a class.</summary>
public sealed class BackedUpPc : IAsyncLifetime
{
    public static readonly TimeSpan ShutDownLimit = TimeSpan.FromMinutes(4);
    private readonly TestOutput _output = new();

    public Stage Stage { get; private set; } = null!;

    public string Before => Path.Combine(Stage.Folder, "before.listing");

    public async ValueTask InitializeAsync()
    {
        ProgressLine progress = new(_output, TimeProvider.System, "bios");
        Stage = await Stage.MakeAsync(Firmware.Bios, Built.Folder("backed-up"), Built.Product.MustExist(), TimeProvider.System, progress, CancellationToken.None);
        await Stage.InstallAgentAsync(CancellationToken.None);
        await Stage.BackUpAsync(CancellationToken.None);
        await Stage.Pc.ShutDownAsync(ShutDownLimit, CancellationToken.None);
        await DiskListing.MakeAsync(Stage.Pc.Disk, Before, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (Stage is not null)
        {
            await Stage.DisposeAsync();
        }

        await _output.DisposeAsync();
    }
}
