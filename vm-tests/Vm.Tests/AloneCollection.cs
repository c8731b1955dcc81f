using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>Tests that want the whole computer: they run one after the other, when all others are done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
