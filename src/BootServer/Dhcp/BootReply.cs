using System;
using System.Linq;
using System.Text;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>The boot part of a reply: siaddr, file and the options 43, 60, 66, 67, 97, 175. Each line was seen to work with OVMF and iPXE.</summary>
internal static class BootReply
{
    /// <summary>Adds the boot part to a reply.</summary>
    /// <param name="reply">The reply so far; its options are added to.</param>
    /// <param name="request">What the client sent.</param>
    /// <param name="client">Who it is.</param>
    /// <param name="answer">What it gets; <see cref="BootAnswer.Ignore"/> adds nothing.</param>
    /// <param name="server">The interface that it is on.</param>
    /// <returns>The reply with header fields set.</returns>
    public static DhcpPacket Apply(DhcpPacket reply, DhcpPacket request, BootClient client, BootAnswer answer, NetbootInterface server)
    {
        if (answer is BootAnswer.Ignore)
        {
            return reply;
        }

        // Without option 60 OVMF drops the offer and gives up after a minute (PXE-E16).
        bool http = request.Options.Text(DhcpOption.VendorClass).StartsWith("HTTPClient", StringComparison.Ordinal);
        reply.Options.Add(DhcpOption.VendorClass, http ? "HTTPClient" : "PXEClient");
        if (request.Options[DhcpOption.ClientMachineIdentifier] is { } identifier)
        {
            reply.Options.Add(DhcpOption.ClientMachineIdentifier, identifier);
        }

        // iPXE takes a reply with siaddr 0 as one without boot data and goes on asking port 4011.
        reply = reply with { Siaddr = server.Address };
        switch (answer)
        {
            case BootAnswer.LoadByTftp load:
                AddDiscoveryControl(reply, client);
                AddTftpServer(reply, request, server);
                return WithFile(reply, request, load.FileName);
            case BootAnswer.LoadByHttp load:
                return WithFile(reply, request, server.HttpBase + BootFileNames.HttpRoot + load.FileName);
            case BootAnswer.RunScript:
                return WithFile(reply, request, server.HttpBase + BootPaths.Script(client.Mac, client.SmbiosUuid));
            default:
                reply.Options.Add(DhcpOption.VendorSpecific, LocalBootMenu);
                return reply;
        }
    }

    /// <summary>Tells an iPXE that gets its address from us not to wait for a ProxyDHCP server as well: 0.9 instead of 3.0 s.</summary>
    public static void AddNoProxyDhcp(DhcpPacket reply) => reply.Options.Add(DhcpOption.Ipxe, [(byte)IpxeSubOption.NoProxyDhcp, 1, 1]);

    /// <summary>
    /// PXE 2.1 table 2-1: take the first item at once (prompt timeout 0) of a menu whose first item is type 0, the own disk.
    /// No boot server is asked and no file is loaded, so this is also right where Secure Boot would refuse our loader.
    /// </summary>
    internal static byte[] LocalBootMenu { get; } = MakeLocalBootMenu();

    /// <summary>PXE 2.1 table 2-1, bit 3: "use the file in this offer", so firmware need not ask port 4011 (one second less on OVMF). iPXE takes the file anyway.</summary>
    private static void AddDiscoveryControl(DhcpPacket reply, BootClient client)
    {
        if (client.Loader == BootLoaderKind.PxeFirmware)
        {
            reply.Options.Add(DhcpOption.VendorSpecific, [(byte)PxeSubOption.DiscoveryControl, 1, 8, (byte)PxeSubOption.End]);
        }
    }

    /// <summary>RFC 2132 9.4: some boot loaders look for their next file there and not at siaddr. Ends with a NUL like option 67.</summary>
    private static void AddTftpServer(DhcpPacket reply, DhcpPacket request, NetbootInterface server)
    {
        if (Lists(request, DhcpOption.TftpServerName))
        {
            reply.Options.Add(DhcpOption.TftpServerName, server.Address.ToString() + '\0');
        }
    }

    private static bool Lists(DhcpPacket request, DhcpOption option) => request.Options[DhcpOption.ParameterRequestList]?.Contains((byte)option) == true;

    /// <summary>
    /// The name goes into `file`, and into option 67 too for a client that lists that in option 55 (as dnsmasq and dhcpd do). There it ends with
    /// a NUL: old ROMs read on into the next option otherwise. A name that is too long for `file` is in the option only.
    /// </summary>
    private static DhcpPacket WithFile(DhcpPacket reply, DhcpPacket request, string name)
    {
        bool fits = name.Length <= DhcpPacket.MaximumFileLength;
        if (!fits || Lists(request, DhcpOption.BootFileName))
        {
            reply.Options.Add(DhcpOption.BootFileName, name + '\0');
        }

        return fits ? reply with { File = name } : reply;
    }

    private static byte[] MakeLocalBootMenu()
    {
        byte[] text = Encoding.ASCII.GetBytes("Monitas: own disk");
        return
        [
            (byte)PxeSubOption.DiscoveryControl, 1, 3,
            (byte)PxeSubOption.BootMenu, (byte)(3 + text.Length), 0, 0, (byte)text.Length, .. text,
            (byte)PxeSubOption.MenuPrompt, (byte)(1 + text.Length), 0, .. text,
            (byte)PxeSubOption.End,
        ];
    }
}
