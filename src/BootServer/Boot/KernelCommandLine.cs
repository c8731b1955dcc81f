using System.Collections.Generic;

namespace Monitas.BootServer.Boot;

/// <summary>The kernel's arguments of one start of the boot image.</summary>
internal static class KernelCommandLine
{
    /// <summary>
    /// Puts them together. root=/dev/ram0 lets the kernel unpack the initramfs without the tmpfs limit of half the memory, so that it also
    /// fits small machines; the last console= is the one that /dev/console means; panic= lets a kernel that fails start over with nobody there.
    /// </summary>
    /// <param name="mac">The card that the machine boots from; the agent uses it before others.</param>
    /// <param name="serialConsole">As <see cref="NetbootSettings.SerialConsole"/>.</param>
    /// <param name="more">As <see cref="NetbootSettings.KernelArguments"/>.</param>
    /// <param name="issued">As <see cref="IBootAssignments.IssueKernelArguments"/> made them.</param>
    public static string Build(MacAddress mac, string serialConsole, IReadOnlyList<string> more, IReadOnlyList<string> issued) =>
        $"{Build(serialConsole, more, issued)} monitas.mac={mac}";

    /// <summary>The same without the card: for a machine whose own agent starts the boot image, and adds the card itself.</summary>
    /// <param name="serialConsole">As <see cref="NetbootSettings.SerialConsole"/>.</param>
    /// <param name="more">As <see cref="NetbootSettings.KernelArguments"/>.</param>
    /// <param name="issued">As <see cref="IBootAssignments.IssueKernelArguments"/> made them.</param>
    public static string Build(string serialConsole, IReadOnlyList<string> more, IReadOnlyList<string> issued)
    {
        List<string> arguments = ["root=/dev/ram0", "quiet", "panic=30", "console=tty0"];
        if (serialConsole.Length > 0)
        {
            arguments.Add($"console={serialConsole}");
        }

        arguments.AddRange(more);
        arguments.AddRange(issued);
        return string.Join(' ', arguments);
    }
}
