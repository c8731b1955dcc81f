using System;
using System.IO;
using System.Linq;
using System.Text;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp.Wire;

/// <summary>Captures -> readable text. UPDATE_GOLDEN=1 writes the text anew into the source folder.</summary>
public sealed class CaptureTests
{
    private const string Golden = "captures.golden.txt";

    [Fact]
    public void TryParse_EveryCapture_ReadsAsWrittenDown()
    {
        StringBuilder text = new();
        foreach (string name in Capture.Names)
        {
            Describe(name, Capture.Packet(name), text);
        }

        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "../../../Dhcp/Captures", Golden), text.ToString());
        }

        Assert.Equal(12, Capture.Names.Length);
        Assert.Equal(Encoding.UTF8.GetString(Capture.Resource(Golden)), text.ToString());
    }

    [Fact]
    public void ToBytes_EveryCapture_KeepsEveryField()
    {
        foreach (string name in Capture.Names)
        {
            DhcpPacket packet = Capture.Packet(name);
            byte[] again = DhcpPacketWriter.ToBytes(packet);
            byte[] original = Capture.Bytes(name);

            // Clients differ only in how far they pad behind the End option.
            int common = Math.Min(again.Length, original.Length);
            Assert.Equal(original[..common], again[..common]);
            Assert.True(original.Skip(common).Concat(again.Skip(common)).All(part => part == 0));
        }
    }

    private static void Describe(string name, DhcpPacket packet, StringBuilder text)
    {
        text.Append($"{name}: {(packet.IsReply ? "reply" : "request")} {packet.MessageType} xid={packet.Xid:x8} secs={packet.Secs} flags={packet.Flags:x4}\n");
        text.Append($"  ci={packet.Ciaddr} yi={packet.Yiaddr} si={packet.Siaddr} gi={packet.Giaddr} ch={packet.Chaddr} sname='{packet.Sname}' file='{packet.File}'\n");
        foreach ((DhcpOption code, byte[] value) in packet.Options.Items)
        {
            bool isText = value.Length > 0 && value.All(part => part is >= 32 and < 127);
            text.Append($"  {(int)code} {code}: {(isText ? $"\"{Encoding.ASCII.GetString(value)}\"" : Convert.ToHexStringLower(value))}\n");
        }
    }
}
