using Monitas.BootServer.Boot;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class WireTextTests
{
    [Theory]
    [InlineData("pxelinux.cfg/01-52-54-00-aa-bb-01", "pxelinux.cfg/01-52-54-00-aa-bb-01")]
    [InlineData("größe.efi", "größe.efi")]
    [InlineData("a\u001b[2Jb\nc", "a?[2Jb?c")]
    [InlineData("\u202efia.exe\u2066\u2028\u2029", "?fia.exe???")]
    [InlineData("\u200bx\ue000", "?x?")]
    public void Shown_WhatATerminalObeysOrThatMisleads_IsAQuestionMark(string text, string shown) => Assert.Equal(shown, WireText.Shown(text));

    [Fact]
    public void Shown_HalfACharacter_IsAQuestionMark() => Assert.Equal("x?", WireText.Shown("x" + (char)0xd83d));

    [Fact]
    public void Shown_VeryLong_IsCut() => Assert.Equal(WireText.MaximumLength, WireText.Shown(new string('x', 5000)).Length);
}
