using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

/// <summary>
/// What every kind of firmware is answered, byte by byte, in every mode, with and without a job, with Secure Boot known to be on and not known.
/// UPDATE_GOLDEN=1 writes the answers anew into the source folder; the difference is then to be read.
/// </summary>
public sealed class AnswerGoldenTests
{
    private const string Golden = "answers.golden.txt";

    private static readonly string[] Questions =
    [
        "ovmf-pxe-discover", "ovmf-pxe-request-67", "ovmf-pxe-request-4011", "ovmf-http-discover", "ovmf-http-request",
        "ipxe-bios-discover", "ipxe-bios-request", "ipxe-uefi-discover", "ipxe-started-discover", "udhcp-discover",
    ];

    [Fact]
    public void Respond_EveryFirmwareModeAndTask_IsAnsweredAsWrittenDown()
    {
        StringBuilder text = new();
        foreach (string mode in new[] { "proxy", "pxe-only", "full" })
        {
            foreach (BootTask task in new[] { BootTask.BootImage, BootTask.LocalDisk })
            {
                foreach (bool? secureBoot in new bool?[] { null, true })
                {
                    text.Append($"=== {mode}, {task}, Secure Boot {(secureBoot is null ? "not known" : "on")}\n");
                    foreach ((string name, DhcpPacket question, int port) in AllQuestions())
                    {
                        DhcpScene scene = Scene(mode, task, secureBoot);
                        Describe(name, question, scene.Say(question, port, isBroadcast: port == DhcpDecision.ServerPort), text);
                    }

                    DhcpScene twins = Scene(mode, task, secureBoot);
                    DhcpPacket first = Capture.Packet("ipxe-bios-discover");
                    DhcpPacket second = first with { Chaddr = new MacAddress(0x525400aabb77) };
                    twins.Say(first, isBroadcast: true);
                    Describe("iPXE on a board with the UUID of another", second, twins.Say(second, isBroadcast: true), text);
                }
            }
        }

        AssertGolden(text.ToString());
    }

    private static IEnumerable<(string Name, DhcpPacket Question, int Port)> AllQuestions()
    {
        foreach (string name in Questions)
        {
            yield return (name, Capture.Packet(name), name.EndsWith("4011", StringComparison.Ordinal) ? ProxyDhcp.BootServerPort : DhcpDecision.ServerPort);
        }

        // A card's own PXE ROM asks as iPXE does, without what iPXE tells of itself.
        DhcpPacket rom = Capture.Packet("ipxe-bios-discover") with { Options = new DhcpOptions() };
        foreach ((DhcpOption code, byte[] value) in Capture.Packet("ipxe-bios-discover").Options.Items)
        {
            _ = code is DhcpOption.UserClass or DhcpOption.Ipxe ? rom.Options : rom.Options.Add(code, value);
        }

        yield return ("a BIOS card's PXE ROM", rom, DhcpDecision.ServerPort);
        DhcpPacket zero = rom with { Options = Copy(rom.Options).Set(DhcpOption.ClientMachineIdentifier, new byte[17]) };
        yield return ("the same, its UUID all zero", zero, DhcpDecision.ServerPort);
    }

    private static DhcpOptions Copy(DhcpOptions options)
    {
        DhcpOptions copy = new();
        foreach ((DhcpOption code, byte[] value) in options.Items)
        {
            copy.Add(code, value);
        }

        return copy;
    }

    private static DhcpScene Scene(string mode, BootTask task, bool? secureBoot)
    {
        DhcpScene scene = mode == "pxe-only"
            ? new DhcpScene(DhcpAddresses.OfPxe(DhcpScene.Server, DhcpScene.Range("10.0.0.40", "10.0.0.41")), full: false)
            : new DhcpScene(full: mode == "full");
        scene.Abilities = new BootAbilities(true, true, new GrubRoute(mode != "proxy", mode == "pxe-only", "told by the test"));
        scene.Assignments.Task = task;
        scene.Assignments.SecureBoot = secureBoot;
        return scene;
    }

    private static void Describe(string name, DhcpPacket question, DhcpDecision decision, StringBuilder text)
    {
        if (decision.Reply is not { } reply)
        {
            text.Append($"{name}: silence. {decision.Reason}\n");
            return;
        }

        byte[] buffer = new byte[DhcpPacket.MaximumLength];
        int length = DhcpPacketWriter.WriteTo(reply, buffer, question.AcceptedLength, out int leftOut);
        text.Append($"{name}: {reply.MessageType} to {decision.Destination}, {length} bytes, {leftOut} left out, file '{reply.File}'\n");
        text.Append($"  {Shorten(buffer.AsSpan(0, length))}\n");
    }

    /// <summary>In hexadecimal, with a count for many zeros.</summary>
    private static string Shorten(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        while (!bytes.IsEmpty)
        {
            int zeros = bytes.IndexOfAnyExcept((byte)0) is >= 0 and var first ? first : bytes.Length;
            int taken = Math.Max(1, zeros);
            text.Append(zeros < 8 ? Convert.ToHexStringLower(bytes[..taken]) : $"[{zeros} zeros]");
            bytes = bytes[taken..];
        }

        return text.ToString();
    }

    private static void AssertGolden(string text)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "../../../Dhcp/Captures", Golden), text);
        }

        Assert.Equal(Encoding.UTF8.GetString(Capture.Resource(Golden)), text);
    }
}
