using Monitas.Agent.Wiping.Wire;
using Xunit;

namespace Monitas.Agent.Tests.Wiping.Wire;

public sealed class NvmeAndScsiTests
{
    [Fact]
    public void TryParse_Qemu_HasFormatOnly()
    {
        Assert.True(NvmeController.TryParse(ToolOutputs.QemuNvme, out NvmeController drive));

        Assert.Equal(new NvmeController(HasFormat: true, HasFormatCrypto: false, HasSanitizeCrypto: false, HasSanitizeBlock: false), drive);
    }

    [Fact]
    public void TryParse_RealDrive_HasAll()
    {
        Assert.True(NvmeController.TryParse(ToolOutputs.WdcNvme, out NvmeController drive));

        Assert.Equal(new NvmeController(true, true, true, true), drive);
    }

    [Theory]
    [InlineData("")]
    [InlineData("identify controller: Inappropriate ioctl for device")]
    [InlineData("[]")]
    [InlineData("{\"sn\":\"x\"}")]
    public void TryParse_OtherText_IsNone(string text) => Assert.False(NvmeController.TryParse(text, out _));

    [Fact]
    public void TryParse_EveryTruncation_IsNone()
    {
        for (int length = 0; length < ToolOutputs.WdcNvme.Length; length++)
        {
            Assert.False(NvmeController.TryParse(ToolOutputs.WdcNvme[..length], out _));
        }
    }

    [Theory]
    [InlineData("[   0]:0x1\n", 1)]
    [InlineData("[   0]:0x1\n[   1]:0x2\n", 2)]
    [InlineData("id namespace list: Inappropriate ioctl for device", 0)]
    public void Count_Namespaces_AreCounted(string text, int count) => Assert.Equal(count, NvmeNamespaces.Count(text));

    [Theory]
    [InlineData("23297", "0x2", (int)SanitizeStage.Running, 0.355)]
    [InlineData("65535", "0x101", (int)SanitizeStage.Done, 1)]
    [InlineData("65535", "0x4", (int)SanitizeStage.Done, 1)]
    [InlineData("32767", "0x3", (int)SanitizeStage.Failed, 0)]
    [InlineData("65535", "0", (int)SanitizeStage.Idle, 0)]
    public void TryParseSanitizeLog_EachState_IsRead(string progress, string status, int stage, double part)
    {
        string text = $"Sanitize Progress                      (SPROG) :  {progress}\nSanitize Status                        (SSTAT) :  {status}\nSanitize Command Dword 10 Information (SCDW10) :  0x2\n";

        Assert.True(NvmeSanitizeLog.TryParse(text, out SanitizeState state));

        Assert.Equal((SanitizeStage)stage, state.Stage);
        Assert.Equal(part, state.Part, 3);
    }

    [Fact]
    public void TryParseSanitizeLog_Refused_IsNone() =>
        Assert.False(NvmeSanitizeLog.TryParse("NVMe status: Invalid Field in Command: A reserved coded value or an unsupported value in a defined field(0x4002)\n", out _));

    [Theory]
    [InlineData("\n  Opcode=0x48  Service_action=0x0002\n  Command_name: Sanitize, block erase\n  Command is supported [conforming to SCSI standard]\n", true)]
    [InlineData("\n  Opcode=0x48  Service_action=0x0002\n  Command_name: Sanitize, block erase\n  Command is NOT supported\n", false)]
    [InlineData("\n  Opcode=0x48  Service_action=0x0002\n  Command_name: Sanitize, block erase\n  Command is not currently available\n", false)]
    [InlineData("", false)]
    public void IsSupported_WhatSgOpcodesSays_CountsOnlyAYes(string text, bool supported) => Assert.Equal(supported, SgOpcode.IsSupported(text));
}
