using System;
using System.Collections.Generic;

namespace Monitas.BootServer.Boot;

/// <summary>The part of the server that knows which machine has something to do. Safe to call from any thread.</summary>
internal interface IBootAssignments
{
    /// <summary>
    /// Looks a machine up. Called several times during one start (by DHCP, TFTP and HTTP), so it is quick and changes nothing.
    /// </summary>
    /// <param name="mac">The card that the machine boots from.</param>
    /// <param name="smbiosUuid">The SMBIOS UUID as its owner reads it; null when the firmware told none.</param>
    BootAssignment Find(MacAddress mac, Guid? smbiosUuid);

    /// <summary>
    /// Makes the kernel arguments for one start of the boot image, with a fresh one-time secret: "monitas.url=...",
    /// "monitas.secret=...", "monitas.ca=...". Called only when the script that carries them is really sent, and only for a machine
    /// whose task is <see cref="BootTask.BootImage"/>; the netboot part adds root=, console= and monitas.mac= itself. A machine may ask twice
    /// during one start (a retry): the newest secret must work, an older one may.
    /// </summary>
    /// <returns>Arguments without blanks or quotes; empty when the task has gone in the meantime: the machine then starts its own disk.</returns>
    IReadOnlyList<string> IssueKernelArguments(MacAddress mac, Guid? smbiosUuid);

    /// <summary>Arguments as long as those that <see cref="IssueKernelArguments"/> makes, with a secret that is good for nothing: for who asks only how long a script is.</summary>
    IReadOnlyList<string> SampleKernelArguments();
}
