using System;
using System.Collections.Generic;
using Monitas.BootServer.Boot;

namespace Monitas.BootServer.Tests.Boot;

/// <summary>Says what the test set, and counts the secrets that were made.</summary>
internal sealed class FakeAssignments : IBootAssignments
{
    public BootTask Task { get; set; } = BootTask.LocalDisk;

    public bool? SecureBoot { get; set; }

    public bool TaskHasGone { get; set; }

    public int Issued { get; private set; }

    public Guid? LastUuid { get; private set; }

    public BootAssignment Find(MacAddress mac, Guid? smbiosUuid)
    {
        LastUuid = smbiosUuid;
        return new BootAssignment("pc1", Task, SecureBoot);
    }

    public IReadOnlyList<string> IssueKernelArguments(MacAddress mac, Guid? smbiosUuid) =>
        TaskHasGone ? [] : Arguments(++Issued);

    public IReadOnlyList<string> SampleKernelArguments() => Arguments(0);

    private static IReadOnlyList<string> Arguments(int secret) => ["monitas.url=https://10.0.0.1:8443", $"monitas.secret=s{secret}", "monitas.ca=abc"];
}
