namespace Monitas.Agent.Files;

/// <summary>What a walk leaves out on purpose.</summary>
/// <param name="Path">Its path.</param>
/// <param name="IsDirectory">A directory stands for all below it.</param>
/// <param name="SizeBytes">The length of a regular file; 0 for all else, also for directories, which are not looked into.</param>
/// <param name="Why">The reason in words.</param>
internal readonly record struct LeftOut(byte[] Path, bool IsDirectory, long SizeBytes, string Why);
