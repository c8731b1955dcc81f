using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;
using Xunit;

namespace Monitas.Imaging.Tests.Stores;

/// <summary>Reading back what the medium holds: the same bytes as any other reading, wherever one begins and however much one takes.</summary>
public sealed class StoredReadingTests : IDisposable
{
    private const int Block = 1024 * 1024;

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(Block - 1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    [InlineData((4 * Block) + 777)]
    public async Task OpenStoredAsync_AnyLength_GivesAllBytesInOrder(int length)
    {
        byte[] content = TestBytes.Random(length, length);
        string path = Write(content);

        await using Stream stored = StoredFile.Open(path);
        using MemoryStream back = new();
        await stored.CopyToAsync(back, 70_001, Cancel);

        Assert.Equal(length, stored.Length);
        Assert.Equal(content, back.ToArray());
    }

    [Fact]
    public async Task OpenStoredAsync_SeeksAndBothWaysOfReadingMixed_GivesTheRightBytes()
    {
        byte[] content = TestBytes.Random((5 * Block) + 123, 1);
        await using Stream stored = StoredFile.Open(Write(content));
        Random random = new(2);
        byte[] buffer = new byte[2 * Block];
        for (int i = 0; i < 300; i++)
        {
            // Half of the readings go on where the last one ended, so that some meet what was read ahead.
            if (random.Next(2) == 0)
            {
                stored.Position = random.Next(content.Length + 1);
            }
            long at = stored.Position;
            int wanted = random.Next(1, buffer.Length);
            int read = random.Next(2) == 0
                ? await stored.ReadAtLeastAsync(buffer.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, Cancel)
                : stored.ReadAtLeast(buffer.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);

            Assert.Equal(Math.Min(wanted, content.Length - at), read);
            Assert.True(content.AsSpan((int)at, read).SequenceEqual(buffer.AsSpan(0, read)));
        }
    }

    [Fact]
    public async Task OpenStoredAsync_WhereTheKernelKeepsFilesInMemoryOnly_ReadsAllTheSame()
    {
        string path = Path.Combine("/dev/shm", Path.GetRandomFileName());
        byte[] content = TestBytes.Random(10_000, 3);
        await File.WriteAllBytesAsync(path, content, Cancel);
        try
        {
            await using Stream stored = StoredFile.Open(path);
            byte[] back = new byte[content.Length];
            await stored.ReadExactlyAsync(back, Cancel);
            Assert.Equal(content, back);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Open_FileThatIsNotThere_SaysSo() =>
        Assert.Throws<FileNotFoundException>(() => StoredFile.Open(_directory["none"]));

    private string Write(byte[] content)
    {
        string path = _directory["file"];
        using FileStream file = File.Create(path);
        file.Write(content);
        file.Flush(flushToDisk: true);
        return path;
    }
}
