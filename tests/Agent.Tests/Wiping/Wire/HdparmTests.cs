using System;
using Monitas.Agent.Wiping.Wire;
using Xunit;

namespace Monitas.Agent.Tests.Wiping.Wire;

public sealed class HdparmTests
{
    [Fact]
    public void TryParse_SsdWithSanitize_TellsAllOfIt()
    {
        Assert.True(HdparmIdentify.TryParse(ToolOutputs.SataSsd, out HdparmIdentify ata));

        Assert.Equal(
            new HdparmIdentify
            {
                HasSecurity = true,
                HasEnhancedErase = true,
                EraseTime = TimeSpan.FromMinutes(2),
                EnhancedEraseTime = TimeSpan.FromMinutes(4),
                HasSanitizeBlock = true,
            },
            ata);
    }

    [Fact]
    public void TryParse_FrozenHardDisk_SaysFrozen()
    {
        Assert.True(HdparmIdentify.TryParse(ToolOutputs.FrozenHardDisk, out HdparmIdentify ata));

        Assert.Equal((true, true, false, false, false), (ata.HasSecurity, ata.IsFrozen, ata.HasPassword, ata.IsLocked, ata.HasSanitizeBlock));
        Assert.Equal(132, ata.EraseTime.TotalMinutes);
    }

    [Fact]
    public void TryParse_PasswordSetAndLocked_SaysBoth()
    {
        string text = ToolOutputs.SataSsd.Replace("\tnot\tenabled", "\t\tenabled", StringComparison.Ordinal).Replace("\tnot\tlocked", "\t\tlocked", StringComparison.Ordinal);

        Assert.True(HdparmIdentify.TryParse(text, out HdparmIdentify ata));

        Assert.Equal((true, true), (ata.HasPassword, ata.IsLocked));
    }

    [Fact]
    public void TryParse_QemuSata_HasNeitherSecurityNorSanitize()
    {
        Assert.True(HdparmIdentify.TryParse(ToolOutputs.QemuSata, out HdparmIdentify ata));

        Assert.Equal(new HdparmIdentify(), ata);
    }

    [Theory]
    [InlineData(ToolOutputs.QemuScsi)]
    [InlineData("\n/dev/nvme0n1:\n")]
    [InlineData("")]
    public void TryParse_NoAtaDisk_IsNone(string text) => Assert.False(HdparmIdentify.TryParse(text, out _));

    [Fact]
    public void TryParse_EveryTruncation_ClaimsNoStateThatTheWholeDoesNot()
    {
        for (int length = 0; length < ToolOutputs.SataSsd.Length; length++)
        {
            Assert.True(!HdparmIdentify.TryParse(ToolOutputs.SataSsd[..length], out HdparmIdentify ata) || !(ata.HasPassword || ata.IsLocked || ata.IsFrozen || ata.HasSanitizeCrypto));
        }
    }

    [Theory]
    [InlineData("\n/dev/sda:\n max sectors   = 131072/131072, HPA is disabled\n", true, 131072, 131072)]
    [InlineData("\n/dev/sda:\n max sectors   = 78125000/78165360, HPA is enabled\n", true, 78125000, 78165360)]
    [InlineData("\n/dev/sdb:\nSG_IO: bad/missing sense data, sb[]:  70 00\n max sectors   = 0/1, HPA is enabled\n", false, 0, 0)]
    [InlineData(" max sectors   = 976773168/1, HPA setting seems invalid (buggy kernel device driver?)\n", false, 0, 0)]
    [InlineData("", false, 0, 0)]
    public void TryParseHpa_WhatHdparmSays_IsReadOrRefused(string text, bool ok, long shown, long native)
    {
        Assert.Equal(ok, HdparmSectors.TryParseHpa(text, out long readShown, out long readNative));
        Assert.True(!ok || (readShown, readNative) == (shown, native));
    }

    [Theory]
    [InlineData("DCO Checksum verified.\nDCO Revision: 0x0002\n\tReal max sectors: 78165360\n\tATA command/feature sets:\n", true, 78165360)]
    [InlineData("DCO Revision: 0x0000 -- unknown, treating as 0002\n\tReal max sectors: 1\n", false, 0)]
    [InlineData(" HDIO_DRIVE_CMD(dco_identify) failed: Inappropriate ioctl for device\n", false, 0)]
    public void TryParseDco_WhatHdparmSays_IsReadOrRefused(string text, bool ok, long real)
    {
        Assert.Equal(ok, HdparmSectors.TryParseDco(text, out long read));
        Assert.True(!ok || read == real);
    }

    [Theory]
    [InlineData("Sanitize status:\n    State:    SD2 Sanitize operation In Process\n    Progress: 0x41c2 (25%)\n", (int)SanitizeStage.Running, 0.2568)]
    [InlineData("Sanitize status:\n    State:    SD0 Sanitize Idle\n    Last Sanitize Operation Completed Without Error\n", (int)SanitizeStage.Done, 1)]
    [InlineData("Sanitize status:\n    State:    SD0 Sanitize Idle\n", (int)SanitizeStage.Idle, 0)]
    [InlineData("Sanitize status:\n    State:    SD1 Sanitize Frozen\n", (int)SanitizeStage.Frozen, 0)]
    [InlineData("Sanitize status:\n    State:    SD3 Sanitize Operation Failed\n", (int)SanitizeStage.Failed, 0)]
    public void TryParseSanitizeStatus_EachState_IsRead(string text, int stage, double part)
    {
        Assert.True(HdparmSanitizeStatus.TryParse("\n/dev/sda:\nIssuing SANITIZE_STATUS command\n" + text, out SanitizeState state));

        Assert.Equal((SanitizeStage)stage, state.Stage);
        Assert.Equal(part, state.Part, 3);
    }

    [Fact]
    public void TryParseSanitizeStatus_NotSupported_IsNone() => Assert.False(HdparmSanitizeStatus.TryParse("\n/dev/sda:\nSANITIZE feature set is not supported\n", out _));
}
