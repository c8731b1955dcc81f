using System;
using System.Collections.Generic;
using Monitas.BootServer.Boot;

namespace Monitas.Fuzz.Targets;

/// <summary>Gives machines each task and each state of Secure Boot, by their cards.</summary>
internal sealed class EveryTask : IBootAssignments
{
    private static readonly BootTask[] Tasks = Enum.GetValues<BootTask>();

    /// <inheritdoc/>
    public BootAssignment Find(MacAddress mac, Guid? smbiosUuid) =>
        new("pc", Tasks[(int)(mac.Value % (ulong)Tasks.Length)], (mac.Value / 16 % 3) switch { 0 => null, 1 => false, _ => true });

    /// <inheritdoc/>
    public IReadOnlyList<string> IssueKernelArguments(MacAddress mac, Guid? smbiosUuid) => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> SampleKernelArguments() => [];
}
