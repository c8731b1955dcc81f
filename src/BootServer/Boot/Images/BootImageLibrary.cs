using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot.Images.Wire;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.Boot.Images;

/// <summary>
/// The boot images of this server: the package's (or the one that [netboot] boot-image names), and those in boot-images in the state directory,
/// one directory each, which never changes. Machines are served from <see cref="Served"/>: a switch is the change of one reference. An
/// image is checked against its digests before it is served; when the chosen one is damaged, the last good one is served. Thread-safe.
/// </summary>
internal sealed class BootImageLibrary(ServerSettings settings, ILogger<BootImageLibrary> log)
{
    /// <summary>The name of the image that came with the package.</summary>
    public const string Packaged = "packaged";

    /// <summary>How many images are kept besides the packaged one; the oldest that is neither chosen nor served goes first.</summary>
    private const int MaxKept = 4;

    private readonly string _root = Path.Combine(settings.StateDirectory, "boot-images");
    private readonly Lock _lock = new();

    /// <summary>
    /// The directory that machines are served from: also for the packaged image its copy here, since an upgrade of the package replaces its files one by
    /// one. The packaged one's own before <see cref="Open"/>.
    /// </summary>
    public string Served { get; private set; } = settings.Netboot.BootImageDirectory;

    /// <summary>What was wrong when the images were looked at last; empty when the chosen one is served and right.</summary>
    public string Problem { get; private set; } = "";

    private string ChoiceFile => Path.Combine(_root, "chosen");

    private string Chosen => File.Exists(ChoiceFile) ? File.ReadAllText(ChoiceFile).Trim() : Packaged;

    /// <summary>Checks the chosen image, keeps a copy of it when it is right, and serves it or the last good one.</summary>
    /// <exception cref="StartupException">The image is damaged and there is no other, or the state directory cannot be written.</exception>
    public void Open()
    {
        lock (_lock)
        {
            try
            {
                Directory.CreateDirectory(_root);
                Serve(BootImageCheck.Look(DirectoryOf(Chosen), isServed: true));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StartupException($"The boot images in {_root} cannot be prepared ({e.Message}): free space there, or correct its permissions.", e);
            }
        }
    }

    /// <summary>All images, checked now; the packaged one first.</summary>
    public IReadOnlyList<BootImage> List()
    {
        lock (_lock)
        {
            BootImage packaged = BootImageCheck.Look(settings.Netboot.BootImageDirectory, isServed: false);
            bool isServed = Chosen == Packaged && (Served == packaged.Directory || (packaged.Problem.Length == 0 && Path.GetFileName(Served) == packaged.Id));
            return
            [
                packaged with { Id = Packaged, IsServed = isServed },
                .. Kept().Select(directory => BootImageCheck.Look(directory, directory == Served && !isServed) with { Id = Path.GetFileName(directory) }),
            ];
        }
    }

    /// <summary>Copies an image in, checking it before and after. It is not served yet.</summary>
    /// <exception cref="NetbootException">It is no image, or damaged; or it cannot be copied.</exception>
    public BootImage Import(string directory)
    {
        lock (_lock)
        {
            BootImage image = BootImageCheck.Look(directory, isServed: false);
            if (image.Problem.Length > 0)
            {
                throw new NetbootException($"This boot image is not taken: {image.Problem}");
            }

            try
            {
                return Keep(image);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new NetbootException($"The boot image could not be copied to {_root}: {e.Message}", e);
            }
        }
    }

    /// <summary>Chooses the image that is served from now on.</summary>
    /// <exception cref="NetbootException">There is none of that id, or it is damaged.</exception>
    public BootImage Use(string id)
    {
        lock (_lock)
        {
            if (id != Packaged && !Kept().Contains(Path.Combine(_root, id)))
            {
                throw new NetbootException($"There is no boot image '{id}': monitas-server boot image show lists them.");
            }

            BootImage image = BootImageCheck.Look(DirectoryOf(id), isServed: true);
            if (image.Problem.Length > 0)
            {
                throw new NetbootException($"The boot image {id} is not taken: {image.Problem}");
            }

            WriteChoice(id);
            Serve(image);
            return image with { Id = id };
        }
    }

    private void Serve(BootImage chosen)
    {
        if (chosen.Problem.Length == 0)
        {
            Problem = "";
            Served = chosen.Directory.StartsWith(_root, StringComparison.Ordinal) ? chosen.Directory : TryKeep(chosen) ?? chosen.Directory;
        }
        else if (chosen.Id == "none" && chosen.Bytes > 0)
        {
            // Made by hand, without a manifest: served, since nothing says that it is wrong.
            Problem = chosen.Problem;
            Served = chosen.Directory;
        }
        else if (Kept().Select(directory => BootImageCheck.Look(directory, isServed: true)).FirstOrDefault(image => image.Problem.Length == 0) is { } good)
        {
            Problem = $"{chosen.Problem} The last good boot image, {Path.GetFileName(good.Directory)}, is served instead; build or import one anew (monitas-server boot image build).";
            BootImageLog.FellBack(log, Problem);
            Served = good.Directory;
        }
        else if (chosen.Bytes > 0)
        {
            throw new StartupException($"{chosen.Problem} There is no other boot image to serve: reinstall the package monitas-server, or name the directory of a good one as [netboot] boot-image.");
        }
        else
        {
            // Who starts the network boot part says what is missing.
            Served = chosen.Directory;
        }
    }

    /// <summary>The directory of the copy; null when none could be made.</summary>
    private string? TryKeep(BootImage image)
    {
        try
        {
            return Keep(image).Directory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NetbootException)
        {
            BootImageLog.NotKept(log, e, image.Directory);
            return null;
        }
    }

    /// <summary>Copies under another name, checks the copy, and only then gives it its own name.</summary>
    private BootImage Keep(BootImage image)
    {
        string target = Path.Combine(_root, image.Id);
        if (Directory.Exists(target) && BootImageCheck.Look(target, isServed: false).Problem.Length > 0)
        {
            Directory.Delete(target, recursive: true);
        }

        if (!Directory.Exists(target))
        {
            string unfinished = Path.Combine(_root, ".unfinished");
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }

            Directory.CreateDirectory(unfinished);
            foreach (string name in BootImageManifest.Needed.Append(BootImageManifest.FileName))
            {
                File.Copy(Path.Combine(image.Directory, name), Path.Combine(unfinished, name));
            }

            if (BootImageCheck.Look(unfinished, isServed: false) is { Problem.Length: > 0 } broken)
            {
                throw new NetbootException($"The copy of the boot image is damaged: {broken.Problem}");
            }

            Directory.Move(unfinished, target);
        }

        Directory.SetLastWriteTimeUtc(target, Newest() + TimeSpan.FromSeconds(1));
        Prune(target);
        return BootImageCheck.Look(target, isServed: false);
    }

    private void Prune(string justKept)
    {
        string chosen = DirectoryOf(Chosen);
        foreach (string old in Kept().Skip(MaxKept).Where(directory => directory != justKept && directory != chosen && directory != Served))
        {
            Directory.Delete(old, recursive: true);
        }
    }

    /// <summary>By another name first: a server that is killed in between finds the old choice or the new one.</summary>
    private void WriteChoice(string id)
    {
        File.WriteAllText(ChoiceFile + ".new", id);
        File.Move(ChoiceFile + ".new", ChoiceFile, overwrite: true);
    }

    private string DirectoryOf(string id) => id == Packaged ? settings.Netboot.BootImageDirectory : Path.Combine(_root, Path.GetFileName(id));

    private DateTime Newest() => Kept().Select(Directory.GetLastWriteTimeUtc).DefaultIfEmpty(DateTime.UnixEpoch).Max();

    /// <summary>The directories of the kept images, the one that was kept last first.</summary>
    private List<string> Kept() => Directory.Exists(_root)
        ? [.. Directory.GetDirectories(_root).Where(d => !Path.GetFileName(d).StartsWith('.')).OrderByDescending(Directory.GetLastWriteTimeUtc)]
        : [];
}
