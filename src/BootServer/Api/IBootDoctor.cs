using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Boot.Doctor;

namespace Monitas.BootServer.Api;

/// <summary>Looks for what keeps machines from starting over the network.</summary>
internal interface IBootDoctor
{
    /// <summary>Looks once. Without a probe nothing is sent.</summary>
    /// <param name="device">Only this interface; empty for all that are served.</param>
    /// <param name="probe">Ask the LAN's DHCP servers too; takes some seconds.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    Task<DoctorReport> ExamineAsync(string device, bool probe, CancellationToken cancellationToken);
}
