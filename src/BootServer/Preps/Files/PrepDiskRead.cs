using System.Collections.Generic;

namespace Monitas.BootServer.Preps.Files;

/// <summary>A disk of a file while it is read.</summary>
/// <param name="Disk">The disk, yet without partitions.</param>
/// <param name="Line">Its line.</param>
/// <param name="Partitions">Its partitions so far, with their lines; one with an empty name could not be read.</param>
internal sealed record PrepDiskRead(PrepDisk Disk, int Line, List<(PrepPartition Partition, int Line)> Partitions);
