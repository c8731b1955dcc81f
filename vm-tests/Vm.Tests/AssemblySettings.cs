using Xunit;

// One PC at a time: two of them use both cores to the full and only slow each other down.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
