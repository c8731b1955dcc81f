using Monitas.BootServer.Boot;
using Monitas.BootServer.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Tests.Jobs;

/// <summary>Orders into a boot image that is nowhere.</summary>
internal sealed class FakeBootImageOrders : IBootImageOrders
{
    /// <summary>Why there is none; null: there is.</summary>
    public string? Failure { get; set; }

    public EnterBootImageOrder Make(JobRecord job, MachineRecord machine) => Failure is not null ? throw new NetbootException(Failure) : new EnterBootImageOrder
    {
        Way = job.Parameters.Restart ?? RestartWay.Auto,
        Kernel = new BootImageFile("vmlinuz", 8, new string('a', 64)),
        Initramfs = new BootImageFile("initrd.img", 40, new string('b', 64)),
        CommandLine = $"monitas.secret={job.Id}",
    };
}
