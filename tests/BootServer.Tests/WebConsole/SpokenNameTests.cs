using Monitas.BootServer.WebConsole;
using Xunit;

namespace Monitas.BootServer.Tests.WebConsole;

public sealed class SpokenNameTests
{
    [Theory]
    [InlineData("files", "files")]
    [InlineData("unchangedFiles", "unchanged files")]
    [InlineData("waitingForMachine", "waiting for machine")]
    [InlineData("", "")]
    public void Of_CamelCase_IsWords(string name, string spoken) => Assert.Equal(spoken, SpokenName.Of(name));
}
