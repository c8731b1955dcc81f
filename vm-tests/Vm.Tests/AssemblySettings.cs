using Xunit;

// Two PCs side by side: while one waits for its firmware or its network, the other has both cores.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
