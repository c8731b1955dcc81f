using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.Imaging.Tests.Volumes;

/// <summary>An archive over several small volumes: other people's programs read each, and a person with README.TXT gets the files.</summary>
public sealed partial class VolumeSetTests
{
    private const int LimitBytes = 200_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Seal_EachVolumeOfASet_IsReadByXorrisoIsoinfo7zAndBsdtar()
    {
        using TemporaryDirectory directory = new();
        List<SealedVolume> volumes = await WriteSetAsync(new DirectoryStore(directory["store"]), VolumeSamples.Chunks(30, 1));

        Assert.True(volumes.Count >= 3);
        foreach (SealedVolume volume in volumes)
        {
            string iso = directory["store/" + VolumeNames.OfVolume(volume.Description.Volume)];
            Assert.InRange(new FileInfo(iso).Length, 1, LimitBytes);
            string report = Tool.Run("xorriso", "-indev", iso, "-find", "/");
            Assert.DoesNotContain("WARNING", report);
            Assert.DoesNotContain("FAILURE", report);
            Assert.Contains("INDEX", Tool.Run("isoinfo", "-R", "-f", "-i", iso));
            Check(directory, volume, "xorriso", "-osirrox", "on", "-indev", iso, "-extract", "/", directory["out"]);
            Check(directory, volume, "7z", "x", "-o" + directory["out"], iso);
            Check(directory, volume, "bsdtar", "-C", directory["out"], "-xf", iso);
            foreach (VolumePack pack in volume.Description.Packs)
            {
                Assert.StartsWith(pack.Content.Sha256, Tool.Run("sh", "-c", $"isoinfo -R -x /{pack.Content.File} -i {iso} | sha256sum"));
            }
        }
    }

    [Fact]
    public async Task Verify_EachVolumeOfASet_IsSoundAndTheArchiveNamesThem()
    {
        using TemporaryDirectory directory = new();
        DirectoryStore store = new(directory.Path);
        List<byte[]> chunks = VolumeSamples.Chunks(30, 1);
        List<SealedVolume> volumes = await WriteSetAsync(store, chunks);

        foreach (SealedVolume volume in volumes)
        {
            Assert.Empty((await VolumeVerifier.VerifyAsync(store, volume.Description.Volume, null, Cancel)).Damage);
        }
        Assert.All(volumes.SkipLast(1), volume => Assert.Empty(volume.Description.Archives));
        Assert.Equal(volumes.Select(volume => volume.Description.Volume), Assert.Single(volumes[^1].Description.Archives).Volumes);
        ChunkSource source = new(store, await ChunkIndex.LoadAsync(store, (_, error) => throw error, Cancel));
        using ZstdCodec codec = new();
        foreach (byte[] chunk in chunks)
        {
            Assert.True(ChunkFrame.TryDecode(await source.ReadFrameAsync(ChunkId.Of(chunk), Cancel), codec, out byte[] raw, out _, out _));
            Assert.Equal(chunk, raw);
        }
    }

    /// <summary>Runs the very lines of README.TXT, with only the names put in.</summary>
    [Fact]
    public async Task Readme_EveryCommandInIt_DoesWhatItSays()
    {
        using TemporaryDirectory directory = new();
        List<byte[]> chunks = VolumeSamples.Chunks(30, 1);
        List<SealedVolume> volumes = await WriteSetAsync(new DirectoryStore(directory["store"]), chunks);
        string iso = directory["store/" + VolumeNames.OfVolume(volumes[^1].Description.Volume)];
        string first = directory["store/" + VolumeNames.OfVolume(volumes[0].Description.Volume)];
        string archive = VolumeSamples.Archive(1).ToString();
        Directory.CreateDirectory(directory["work"]);
        Tool.Run("bsdtar", "-C", directory["work"], "-xf", iso, "README.TXT", "EXTRACT.PY");
        string readme = File.ReadAllText(directory["work/README.TXT"]);
        Assert.InRange(readme.Length, 1, VolumeReadme.MaxBytes);
        List<string> commands = CommandLine().Matches(readme).Select(match => match.Groups["line"].Value).ToList();
        List<string> done = [];
        foreach (string command in commands)
        {
            string run = command.Replace("ARCHIVE", archive).Replace("TARGET-DIRECTORY", "target").Replace("/etc/fstab", "/f003").Replace("/home/anna", "/f004")
                .Replace("OFFSET", "0").Replace("FRAME-LENGTH", volumes[0].Chunks.Single(chunk => chunk.Value is { Pack: 1 } && chunk.Key == ChunkId.Of(chunks[0])).Value.FrameLength.ToString());
            run = Regex.Replace(Regex.Replace(run, @"\bDIRECTORY\b", "../store"), @"\bVOLUME\.iso\b", first);
            Tool.Run("sh", "-ec", $"cd {directory["work"]}; {{ {run}; }} >last");
            done.Add(run);
            Check(command, File.ReadAllText(directory["work/last"]));
        }
        Assert.True(done.Count >= 8, string.Join('\n', done));
        Assert.Equal(chunks[3], File.ReadAllBytes(directory["work/fstab"]));
        Assert.Equal(chunks[4], File.ReadAllBytes(directory["work/target/f004"]));
        int inFirst = volumes[0].Description.Packs[0].Chunks;
        Assert.Equal(chunks.Take(inFirst).SelectMany(chunk => chunk), File.ReadAllBytes(directory["work/content"]));
        Tool.Run("chmod", "-R", "u+w", directory.Path);

        void Check(string command, string said)
        {
            string? expected = command switch
            {
                _ when command.EndsWith("list DIRECTORY", StringComparison.Ordinal) => archive,
                _ when command.EndsWith("list DIRECTORY ARCHIVE", StringComparison.Ordinal) => "/f029",
                _ when command.EndsWith("| sha256sum", StringComparison.Ordinal) => ChunkId.Of(chunks[0]).ToString(),
                _ when command.StartsWith("sha256sum", StringComparison.Ordinal) => volumes[0].Description.Packs[0].Content.Sha256,
                _ => null,
            };
            Assert.Contains(expected ?? "", said);
        }
    }

    [Fact]
    public async Task ExtractScript_AVolumeIsMissing_NamesItAndStillGivesTheOtherFiles()
    {
        using TemporaryDirectory directory = new();
        List<byte[]> chunks = VolumeSamples.Chunks(30, 1);
        List<SealedVolume> volumes = await WriteSetAsync(new DirectoryStore(directory["store"]), chunks);
        Tool.Run("bsdtar", "-C", directory.Path, "-xf", directory["store/" + VolumeNames.OfVolume(volumes[0].Description.Volume)], "EXTRACT.PY");
        File.Move(directory["store/" + VolumeNames.OfVolume(volumes[1].Description.Volume)], directory["away.iso"]);
        string archive = VolumeSamples.Archive(1).ToString();
        string missing = volumes[1].Description.Volume.ToString();
        int lost = chunks.FindIndex(chunk => volumes[1].Chunks.Any(pair => pair.Key == ChunkId.Of(chunk)));

        Assert.Contains(missing, Tool.Run("python3", directory["EXTRACT.PY"], "list", directory["store"]));
        Assert.Contains(missing, Tool.Run("sh", "-c", $"python3 {directory["EXTRACT.PY"]} get {directory["store"]} {archive} /f{lost:D3} 2>&1 >/dev/null || true"));
        Assert.Equal(chunks[0], Tool.RunForBytes("python3", directory["EXTRACT.PY"], "get", directory["store"], archive, "/f000"));
        Tool.Run("chmod", "-R", "u+w", directory.Path);
    }

    /// <summary>Writes an archive as the server does: a full volume is sealed and the next begun.</summary>
    internal static async Task<List<SealedVolume>> WriteSetAsync(IStore store, List<byte[]> chunks)
    {
        List<SealedVolume> done = [];
        using ZstdCodec codec = new();
        VolumeSettings settings = new() { MaxVolumeBytes = LimitBytes };
        VolumeWriter writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(1), VolumeSamples.Now, settings, Cancel);
        foreach (byte[] chunk in chunks)
        {
            byte[] frame = ChunkFrame.Encode(chunk, codec);
            if (!writer.HasRoomForChunk(frame.Length))
            {
                await NextAsync();
            }
            await writer.AppendChunkAsync(frame, Cancel);
        }
        byte[] manifest = VolumeSamples.Manifest(VolumeSamples.Archive(1), chunks);
        if (!writer.HasRoomForArchive(manifest.Length, 0, 2, done.Count))
        {
            await NextAsync();
        }
        await writer.PutManifestAsync(VolumeSamples.Archive(1), new MemoryStream(manifest), default, default, [.. done.Select(volume => volume.Description.Volume)], Cancel);
        done.Add(await writer.SealAsync(Cancel));
        await writer.DisposeAsync();
        return done;

        async Task NextAsync()
        {
            done.Add(await writer.SealAsync(Cancel));
            await writer.DisposeAsync();
            writer = await VolumeWriter.CreateAsync(store, VolumeSamples.Volume(done.Count + 1), VolumeSamples.Now, settings, Cancel);
        }
    }

    private static void Check(TemporaryDirectory directory, SealedVolume volume, string program, params string[] arguments)
    {
        if (Directory.Exists(directory["out"]))
        {
            Directory.Delete(directory["out"], recursive: true);
        }
        Directory.CreateDirectory(directory["out"]);
        Tool.Run(program, arguments);
        Tool.Run("chmod", "-R", "u+w", directory["out"]);
        foreach (VolumeFile file in VolumeFiles.Of(volume.Description))
        {
            Assert.StartsWith(file.Sha256, Tool.Run("sha256sum", directory["out/" + file.File]));
        }
    }

    /// <summary>A line of README.TXT that is a command: indented, and begins with the name of a program.</summary>
    [GeneratedRegex("^  (?<line>(?:python3|xorriso|bsdtar|zstd|tail) .*)$|To check a pack: (?<line>sha256sum [^,]*)", RegexOptions.Multiline)]
    private static partial Regex CommandLine();
}
