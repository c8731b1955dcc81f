using Monitas.Vm.Tests;
using Xunit;

// Two PCs at a time, each on a LAN of its own: an emulated processor keeps one core busy.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]
