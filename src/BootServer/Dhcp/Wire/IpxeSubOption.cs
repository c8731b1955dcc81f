namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>Sub-options inside <see cref="DhcpOption.Ipxe"/>. Features are sent by the client, one byte 1 for each that it was built with.</summary>
internal enum IpxeSubOption : byte
{
    /// <summary>Feature: HTTP.</summary>
    Http = 19,

    /// <summary>Feature: starts Linux kernels (bzImage).</summary>
    BzImage = 24,

    /// <summary>Feature: starts PXE programs such as lpxelinux.0.</summary>
    Pxe = 33,

    /// <summary>Feature: starts EFI programs.</summary>
    Efi = 36,

    /// <summary>To the client, 1: "no-pxedhcp": do not wait for a ProxyDHCP server (measured: 3.0 s become 0.9 s).</summary>
    NoProxyDhcp = 176,
}
