using Monitas.BootServer.Boot;
using Monitas.Catalog.Records;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs;

/// <summary>Makes the order that takes a machine whose own system runs into the boot image.</summary>
internal interface IBootImageOrders
{
    /// <summary>The order, with a secret of its own for this start.</summary>
    /// <param name="job">The job for which the machine is to start the boot image.</param>
    /// <param name="machine">The machine.</param>
    /// <exception cref="NetbootException">There is no boot image that could be started like that; the message says what to do.</exception>
    EnterBootImageOrder Make(JobRecord job, MachineRecord machine);
}
