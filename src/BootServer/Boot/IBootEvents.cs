namespace Monitas.BootServer.Boot;

/// <summary>Takes note of every step of every start from the network. Safe to call from any thread.</summary>
internal interface IBootEvents
{
    /// <summary>Records one step; quick, and never throws: a boot must not fail because of its log.</summary>
    void Record(BootEvent step);
}
