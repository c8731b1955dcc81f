using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;

namespace Monitas.BootServer.Tests.Boot;

/// <summary>Keeps the steps in order.</summary>
internal sealed class FakeEvents : IBootEvents
{
    private readonly List<BootEvent> _steps = [];

    private readonly ConcurrentQueue<BootStep> _traced = new();

    public IReadOnlyList<BootStep> Traced => [.. _traced];

    public IReadOnlyList<BootStage> Stages => Steps.Select(step => step.Stage).ToList();

    public IReadOnlyList<BootEvent> Steps
    {
        get
        {
            lock (_steps)
            {
                return [.. _steps];
            }
        }
    }

    public void Trace(BootStep step) => _traced.Enqueue(step);

    public void Record(BootEvent step)
    {
        lock (_steps)
        {
            _steps.Add(step);
        }
    }
}
