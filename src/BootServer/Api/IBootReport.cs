using System.Collections.Generic;
using Monitas.BootServer.Boot.Doctor;

namespace Monitas.BootServer.Api;

/// <summary>What the boot server tells the sysadmin about itself.</summary>
internal interface IBootReport
{
    /// <summary>What runs and what is served.</summary>
    BootStatus Status();

    /// <summary>The latest starts, newest last.</summary>
    /// <param name="who">A machine's name, a MAC or an IPv4 address; empty for all.</param>
    /// <param name="max">The most starts.</param>
    IReadOnlyList<BootStory> Log(string who, int max);
}

/// <summary>The state of the boot server.</summary>
/// <param name="Mode">"proxy", "full" or "off".</param>
/// <param name="Interface">The network card; empty when off.</param>
/// <param name="Address">The address that machines boot from; empty when off.</param>
/// <param name="BootImage">The boot image in a few words: its version or date and size; or why there is none.</param>
/// <param name="Problems">What keeps machines from booting, one sentence each.</param>
internal sealed record BootStatus(string Mode, string Interface, string Address, string BootImage, IReadOnlyList<string> Problems);
