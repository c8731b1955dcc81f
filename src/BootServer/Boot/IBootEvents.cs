using Monitas.BootServer.Boot.Doctor;

namespace Monitas.BootServer.Boot;

/// <summary>Takes note of every step of every start from the network. Safe to call from any thread; quick, and never throws: a boot must not fail because of its log.</summary>
internal interface IBootEvents
{
    /// <summary>Records that a machine has come a stage further, for the job that waits for it.</summary>
    void Record(BootEvent step);

    /// <summary>Records one step in figures, for the boot log. A step without a MAC is of the machine that has its address.</summary>
    void Trace(BootStep step);
}
