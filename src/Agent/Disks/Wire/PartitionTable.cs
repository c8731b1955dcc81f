using System.Collections.Generic;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Disks.Wire;

/// <summary>A partition table as "sfdisk -J" shows it.</summary>
/// <param name="Kind">"gpt", "dos" or another name of sfdisk's.</param>
/// <param name="Id">The disk GUID or MBR disk identifier; empty when there is none.</param>
/// <param name="Partitions">The partitions in the order of their numbers, in logical sectors.</param>
internal sealed record PartitionTable(string Kind, string Id, IReadOnlyList<LayoutPartition> Partitions);
