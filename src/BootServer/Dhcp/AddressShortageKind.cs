namespace Monitas.BootServer.Dhcp;

/// <summary>What is short.</summary>
internal enum AddressShortageKind
{
    /// <summary>Every address of a subnet's ranges is in use.</summary>
    SubnetFull,

    /// <summary>A stranger uses the address that is reserved for a client.</summary>
    ReservedInUse,
}
