using Xunit;

// One PC at a time: on a small machine two of them only slow each other down.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
