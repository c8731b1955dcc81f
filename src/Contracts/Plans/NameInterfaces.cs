using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace Monitas.Contracts.Plans;

/// <summary>
/// Has the restored system call its new network cards what it called the old ones, so that its network settings hold: by a file of systemd.link(5) for
/// each, and by putting the new address in the place of the old one where settings name that.
/// </summary>
public sealed record NameInterfaces : PlanStep
{
    /// <summary>The cards, each new one once.</summary>
    public required IReadOnlyList<RenamedInterface> Interfaces { get; init; }
}

/// <summary>A network card in the place of another one.</summary>
/// <param name="Name">What it is to be called, such as "enp0s31f6".</param>
/// <param name="OldMacAddress">The address of the card that was called so: lower case with colons.</param>
/// <param name="NewMacAddress">The address of the new card: lower case with colons.</param>
public sealed partial record RenamedInterface(string Name, string OldMacAddress, string NewMacAddress)
{
    /// <summary>Is the name one that Linux takes (IFNAMSIZ) and no path, and are the addresses such? It goes into a file's name and content.</summary>
    public bool HasSoundWords() => NameForm().IsMatch(Name) && AddressForm().IsMatch(OldMacAddress) && AddressForm().IsMatch(NewMacAddress);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,14}\z")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"^[0-9a-f]{2}(:[0-9a-f]{2}){5}\z")]
    private static partial Regex AddressForm();
}
