using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Search;
using Monitas.BootServer.Search.Wire;
using Monitas.Contracts.Ids;
using Xunit;

namespace Monitas.BootServer.Tests.Search.Wire;

public sealed class ChangeListFileTests
{
    private static readonly MachineId Machine = new(Guid.Parse("01900000-0000-7000-8000-000000000002"));

    private static readonly ArchiveChange[] Changes =
    [
        new(new ArchiveId(Guid.Parse("01900000-0000-7000-8000-00000000000a")), new ArchiveId(Guid.Parse("01900000-0000-7000-8000-00000000000b")), [1, 0x01020304]),
        new(new ArchiveId(Guid.Parse("01900000-0000-7000-8000-00000000000b")), new ArchiveId(Guid.Parse("01900000-0000-7000-8000-00000000000c")), []),
    ];

    [Fact]
    public void ToBytes_AreThese() => Assert.Equal(
        "4d4f4e4954434847" + "0100" + "000000000000" + "01900000000070008000000000000002"
        + "0190000000007000800000000000000a" + "0190000000007000800000000000000b" + "02000000" + "01000000" + "04030201"
        + "0190000000007000800000000000000b" + "0190000000007000800000000000000c" + "00000000",
        Convert.ToHexStringLower(ChangeListFile.ToBytes(Machine, Changes).AsSpan()[..^32]));

    [Fact]
    public void TryParse_WhatWasWritten_GivesItBack()
    {
        Assert.True(ChangeListFile.TryParse(ChangeListFile.ToBytes(Machine, Changes), Machine, out List<ArchiveChange> read));
        Assert.Equal(Changes.Select(c => (c.Older, c.Newer)), read.Select(c => (c.Older, c.Newer)));
        Assert.Equal(Changes.Select(c => c.Hashes), read.Select(c => c.Hashes));
    }

    [Fact]
    public void TryParse_AnyTruncationOrFlipOrAnotherMachine_IsRefused()
    {
        byte[] bytes = ChangeListFile.ToBytes(Machine, Changes);
        for (int i = 0; i < bytes.Length; i++)
        {
            Assert.False(ChangeListFile.TryParse(bytes.AsSpan(0, i), Machine, out _), $"{i} bytes");
            byte[] flipped = [.. bytes];
            flipped[i] ^= 0x20;
            Assert.False(ChangeListFile.TryParse(flipped, Machine, out _), $"byte {i}");
        }
        Assert.False(ChangeListFile.TryParse(bytes, new MachineId(Guid.NewGuid()), out _));
    }
}
