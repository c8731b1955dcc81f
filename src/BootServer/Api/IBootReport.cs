using System;
using System.Collections.Generic;

namespace Monitas.BootServer.Api;

/// <summary>What the boot server tells the sysadmin about itself.</summary>
internal interface IBootReport
{
    /// <summary>What runs and what is served.</summary>
    BootStatus Status();

    /// <summary>The latest boot events, newest last, at most <paramref name="max"/>.</summary>
    IReadOnlyList<BootLogLine> Log(int max);
}

/// <summary>The state of the boot server.</summary>
/// <param name="Mode">"proxy", "full" or "off".</param>
/// <param name="Interface">The network card; empty when off.</param>
/// <param name="Address">The address that machines boot from; empty when off.</param>
/// <param name="BootImage">The boot image in a few words: its version or date and size; or why there is none.</param>
/// <param name="Problems">What keeps machines from booting, one sentence each.</param>
internal sealed record BootStatus(string Mode, string Interface, string Address, string BootImage, IReadOnlyList<string> Problems);

/// <summary>One event of a machine's boot.</summary>
/// <param name="Time">When.</param>
/// <param name="Mac">The MAC address; empty when unknown.</param>
/// <param name="Machine">The machine's name; empty when it is not known.</param>
/// <param name="Text">What was asked and what was answered.</param>
internal sealed record BootLogLine(DateTimeOffset Time, string Mac, string Machine, string Text);
