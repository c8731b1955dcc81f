using System;
using System.Globalization;
using System.Linq;
using Monitas.Fuzz;
using Xunit;

namespace Monitas.BootServer.Tests.Fuzz;

public sealed class FuzzRunTests
{
    /// <summary>The fault shows only after fifty inputs, and only for some: what is printed must make both come again.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(140)]
    [InlineData(163)]
    public void Run_FaultOfATargetThatRemembers_ComesAgainByTheNumbersThatArePrinted(ulong first)
    {
        FuzzTarget target = new("remembers", [[1, 2, 3, 4, 5, 6]], 1 << 20, Begin, Life: 70);

        string wrong = new FuzzRun(target, seed: 3).Run(first, 10_000)!;
        ulong[] numbers = [.. Line(wrong, "again: dotnet run --project tests/Fuzz -c Release -- remembers ").Split(' ').Select(number => ulong.Parse(number, CultureInfo.InvariantCulture))];
        string again = new FuzzRun(target, numbers[1]).Run(numbers[2], numbers[0])!;

        Assert.Equal(Line(wrong, "input:"), Line(again, "input:"));
        Assert.InRange(numbers[0], 50UL, 70UL);
        Assert.Null(new FuzzRun(target, numbers[1]).Run(numbers[2], numbers[0] - 1));
    }

    private static FuzzTarget.Body Begin()
    {
        int seen = 0;
        return input => FuzzTarget.Check(++seen < 50 || input.Length > 3, "injected");
    }

    private static string Line(string text, string head) => text.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith(head, StringComparison.Ordinal))[head.Length..];
}
