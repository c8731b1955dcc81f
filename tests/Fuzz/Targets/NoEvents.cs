using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using static Monitas.Fuzz.FuzzTarget;

namespace Monitas.Fuzz.Targets;

/// <summary>Keeps nothing; a step that nobody could find again is wrong.</summary>
internal sealed class NoEvents : IBootEvents
{
    /// <inheritdoc/>
    public void Record(BootEvent step) => Check(step.Text.Length > 0, "an event has a text");

    /// <inheritdoc/>
    public void Trace(BootStep step) => Check(step.Key.Length > 0, "a step has a machine");
}
