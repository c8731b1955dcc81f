namespace Monitas.BootServer.Dhcp;

/// <summary>A client got no address, or not the one that is meant for it.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Text">A sentence for the sysadmin.</param>
internal sealed record AddressShortage(AddressShortageKind Kind, string Text);
