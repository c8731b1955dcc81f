using System;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Xunit;

namespace Monitas.Agent.Tests.Disks;

public sealed class ExternalToolTests
{
    [Fact]
    public async Task RunAsync_InputAndArguments_ArePassedWithoutAShell()
    {
        ToolResult echo = await ExternalTool.RunAsync("printf", ["%s|", "$HOME; `id`", "a b"], TestContext.Current.CancellationToken);
        ToolResult cat = await ExternalTool.RunAsync("cat", [], TestContext.Current.CancellationToken, input: "one\ntwo");

        Assert.Equal("$HOME; `id`|a b|", echo.Output);
        Assert.Equal("one\ntwo", cat.Output);
    }

    [Fact]
    public async Task RunAsync_Failure_TellsTheProgramsLastWords()
    {
        ToolException e = await Assert.ThrowsAsync<ToolException>(() => ExternalTool.RunAsync("ls", ["/no/such/place"], TestContext.Current.CancellationToken));

        Assert.Contains("ls /no/such/place failed with exit code 2", e.Message, StringComparison.Ordinal);
        Assert.Contains("No such file or directory", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_MissingProgram_IsNamed()
    {
        ToolException e = await Assert.ThrowsAsync<ToolException>(() => ExternalTool.RunAsync("monitas-no-such-tool", [], TestContext.Current.CancellationToken));

        Assert.Contains("monitas-no-such-tool is not installed", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_TakesTooLong_IsStopped()
    {
        ToolException e = await Assert.ThrowsAsync<ToolException>(() => ExternalTool.RunAsync("sleep", ["600"], TestContext.Current.CancellationToken, TimeSpan.FromMilliseconds(100)));

        Assert.Contains("was stopped", e.Message, StringComparison.Ordinal);
    }
}
