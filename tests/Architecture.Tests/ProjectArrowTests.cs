using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Monitas.Architecture.Tests;

/// <summary>Who may know whom: what CONTRIBUTING.md draws, held by reading project files and using lines.</summary>
public sealed partial class ProjectArrowTests
{
    public static TheoryData<string, string[]> Arrows => new()
    {
        { "Contracts", [] },
        { "Imaging", ["Contracts"] },
        { "Catalog", ["Contracts"] },
        { "Agent", ["Contracts", "Imaging"] },
        { "BootServer", ["Catalog", "Contracts", "Imaging"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void ProjectReferences_OfEachProject_AreTheAllowedOnes(string project, string[] allowed)
    {
        XDocument file = XDocument.Load(Path.Combine(Checkout.Top, "src", project, $"{project}.csproj"));
        string[] actual = [.. file.Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)).Order(StringComparer.Ordinal)];

        Assert.Equal(allowed, actual);
    }

    [Theory]
    [MemberData(nameof(Arrows))]
    public void UsingLines_OfEachProject_NameOnlyAllowedProjects(string project, string[] allowed)
    {
        HashSet<string> known = [.. allowed, project];
        IEnumerable<string> wrong =
            from file in Checkout.SourceFiles($"src/{project}")
            from line in File.ReadLines(file)
            let match = MonitasUsing().Match(line)
            where match.Success && !known.Contains(match.Groups[1].Value)
            select $"{Checkout.Relative(file)}: {line}";

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("LiteDB", @"src/Catalog/LiteDb/LiteDbCatalog[^/]*\.cs$")]
    [InlineData("ZstdNet", @"src/Imaging/Compression/ZstdCodec\.cs$")]
    public void Library_BehindASeam_IsNamedOnlyThere(string library, string where)
    {
        string[] users = [.. Checkout.SourceFiles("src")
            .Where(f => File.ReadLines(f).Any(l => l.StartsWith($"using {library}", StringComparison.Ordinal)))
            .Select(Checkout.Relative)];

        Assert.NotEmpty(users);
        Assert.All(users, u => Assert.Matches(where, u));
    }

    /// <summary>A store syncs its directory and drops cached pages, and Imaging knows no Agent: those calls stand beside their users.</summary>
    [Fact]
    public void NativeCalls_StandInInteropOnly()
    {
        string[] exceptions = ["/ZstdCodec.cs", "/Imaging/Stores/DirectorySync.cs", "/Imaging/Stores/StoredFile.cs"];
        IEnumerable<string> wrong = Checkout.SourceFiles("src")
            .Where(f => !f.Contains("/Interop/", StringComparison.Ordinal) && !exceptions.Any(e => f.EndsWith(e, StringComparison.Ordinal)))
            .Where(f => File.ReadAllText(f) is { } text
                && (text.Contains("[LibraryImport", StringComparison.Ordinal) || text.Contains("[DllImport", StringComparison.Ordinal)))
            .Select(Checkout.Relative);

        Assert.Empty(wrong);
    }

    [Fact]
    public void WireFolders_ArePure()
    {
        string[] banned =
            ["System.IO", "System.Net.Sockets", "Microsoft.Extensions.Logging", "Microsoft.Extensions.DependencyInjection", "System.Threading.Tasks"];
        IEnumerable<string> wrong =
            from file in Checkout.SourceFiles("src")
            where file.Contains("/Wire/", StringComparison.Ordinal)
            from line in File.ReadLines(file)
            where banned.Any(b => line == $"using {b};")
            select $"{Checkout.Relative(file)}: {line}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Clock_IsInjectedEverywhere()
    {
        IEnumerable<string> wrong =
            from file in Checkout.SourceFiles("src")
            from line in File.ReadLines(file)
            where ClockUse().IsMatch(line)
            select $"{Checkout.Relative(file)}: {line.Trim()}";

        Assert.Empty(wrong);
    }

    /// <summary>By its number an administrator filters the log, so no two messages may share one.</summary>
    [Fact]
    public void LogMessages_HaveNumbersOfTheirOwn()
    {
        string[] numbers = [.. Checkout.SourceFiles("src").SelectMany(File.ReadLines).Select(line => LogNumber().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

        Assert.True(numbers.Length > 100, $"Only {numbers.Length} log messages were found.");
        Assert.Empty(numbers.GroupBy(number => number).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [GeneratedRegex(@"^using (?:static )?Monitas\.(\w+)")]
    private static partial Regex MonitasUsing();

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?(\d+)")]
    private static partial Regex LogNumber();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(UtcNow|Now)\b")]
    private static partial Regex ClockUse();
}
