using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;
using Xunit;

namespace Monitas.Agent.Tests.Files;

public sealed class NameReplacementTests
{
    [Fact]
    public void PutWhereFree_NameIsTaken_StaysAsItIsAndTheTemporaryNameIsGone()
    {
        using ScratchDisk disk = new();
        File.WriteAllText(disk.Root + "/new", "new");
        File.WriteAllText(disk.Root + "/place", "there");
        using SafeFileHandle directory = Open(disk);

        LinuxException failure = Assert.Throws<LinuxException>(() => NameReplacement.PutWhereFree(At(directory, "new"), At(directory, "place")));

        Assert.Equal(Errno.Exists, failure.ErrorNumber);
        Assert.Equal("there", File.ReadAllText(disk.Root + "/place"));
        Assert.False(File.Exists(disk.Root + "/new"));
    }

    [Fact]
    public void PutWhereFree_NameIsFree_IsThere()
    {
        using ScratchDisk disk = new();
        File.WriteAllText(disk.Root + "/new", "new");
        using SafeFileHandle directory = Open(disk);

        NameReplacement.PutWhereFree(At(directory, "new"), At(directory, "place"));

        Assert.Equal([disk.Root + "/place"], Directory.GetFiles(disk.Root));
    }

    /// <summary>What stands in where a file system cannot rename without replacing.</summary>
    [Fact]
    public void TryRenameByLink_ReplacesNothing()
    {
        using ScratchDisk disk = new();
        File.WriteAllText(disk.Root + "/new", "new");
        File.WriteAllText(disk.Root + "/place", "there");
        using SafeFileHandle directory = Open(disk);

        Assert.False(LinuxDirectory.TryRenameByLink(At(directory, "new"), At(directory, "place")));
        Assert.Equal("there", File.ReadAllText(disk.Root + "/place"));
        Assert.True(LinuxDirectory.TryRenameByLink(At(directory, "new"), At(directory, "free")));
        Assert.Equal("new", File.ReadAllText(disk.Root + "/free"));
        Assert.False(File.Exists(disk.Root + "/new"));
    }

    private static SafeFileHandle Open(ScratchDisk disk) => LinuxFile.Open(Encoding.UTF8.GetBytes(disk.Root), OpenFlags.Directory);

    private static PathAt At(SafeFileHandle directory, string name) => new(directory, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(name));
}
