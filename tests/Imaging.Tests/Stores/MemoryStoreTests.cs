using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Tests.Stores;

/// <summary>The test double keeps the contract too; what is shown with it holds for real stores.</summary>
public sealed class MemoryStoreTests : StoreConformance
{
    protected override IStore Store { get; } = new MemoryStore();
}
