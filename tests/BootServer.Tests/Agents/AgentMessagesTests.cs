using System;
using System.Text.Json;
using CsCheck;
using Monitas.BootServer.Agents;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Agents;

public sealed class AgentMessagesTests
{
    private static readonly byte[] Sound = JsonSerializer.SerializeToUtf8Bytes(
        new JobFinished
        {
            Job = new JobId(7),
            Outcome = JobOutcome.Warnings,
            Message = "Done.",
            Warnings = ["One."],
            Differences = [new Difference { Path = "/etc/fstab"u8.ToArray(), Kind = DifferenceKind.Content }],
        },
        ContractsJson.Default.AgentMessage);

    [Fact]
    public void TryParse_EveryTruncation_IsRefusedWithAReason()
    {
        for (int length = 0; length < Sound.Length; length++)
        {
            Assert.False(AgentMessages.TryParse(Sound.AsSpan(0, length), out _, out string why));
            Assert.NotEmpty(why);
        }
    }

    [Fact]
    public void TryParse_FlippedBytes_GiveAMessageOrAReasonAndNothingElse() =>
        Gen.Select(Gen.Int[0, Sound.Length - 1], Gen.Byte, Gen.Int[0, Sound.Length - 1], Gen.Byte).Sample((at, value, at2, value2) =>
        {
            byte[] bytes = [.. Sound];
            bytes[at] = value;
            bytes[at2] = value2;
            bool ok = AgentMessages.TryParse(bytes, out AgentMessage? message, out string why);
            Assert.Equal(ok, message is not null);
            Assert.Equal(ok, why.Length == 0);
        });

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"type\":\"unknown\"}")]
    [InlineData("{\"type\":\"jobStarted\"}")]
    [InlineData("{\"type\":\"jobStarted\",\"job\":\"seven\"}")]
    [InlineData("{\"type\":\"jobFinished\",\"job\":7,\"outcome\":\"Sideways\",\"message\":\"\"}")]
    public void TryParse_WellFormedButNoMessage_IsRefused(string json) =>
        Assert.False(AgentMessages.TryParse(System.Text.Encoding.UTF8.GetBytes(json), out _, out _));
}
