using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot.Images.Wire;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.Boot.Images;

/// <summary>
/// The boot images for one kind of processor: the packaged one, where there is one, and those in a directory of the state directory, one directory each,
/// which never changes. An image is checked against its digests before it is served; when the chosen one is damaged, the last good one is
/// served. <see cref="BootImageLibrary"/> calls it under its lock; <see cref="Served"/> and <see cref="Problem"/> may be read at any time.
/// </summary>
/// <param name="architecture">The processors.</param>
/// <param name="root">The directory of the kept images.</param>
/// <param name="packaged">The directory of the packaged image; null: there is none, and nothing has to be served.</param>
/// <param name="log">Hears of damage.</param>
internal sealed class BootImageShelf(ImageArchitecture architecture, string root, string? packaged, ILogger log)
{
    /// <summary>The name of the image that came with the package.</summary>
    public const string Packaged = "packaged";

    /// <summary>How many images are kept besides the packaged one; the oldest that is neither chosen nor served goes first.</summary>
    private const int MaxKept = 4;

    private readonly string? _packaged = packaged;

    /// <summary>The processors.</summary>
    public ImageArchitecture Architecture => architecture;

    /// <summary>The directory of the kept images.</summary>
    public string Root => root;

    /// <summary>
    /// The directory that machines are served from: also for the packaged image its copy here, since an upgrade of the package replaces its files one by
    /// one. The packaged one's own before <see cref="Open"/>. Null: no image is served.
    /// </summary>
    public string? Served { get; private set; } = packaged;

    /// <summary>What was wrong when the images were looked at last; empty when the chosen one is served and right.</summary>
    public string Problem { get; private set; } = "";

    private string ChoiceFile => Path.Combine(root, "chosen");

    /// <summary>The id of the chosen image; null: none is there to be chosen.</summary>
    private string? Chosen => File.Exists(ChoiceFile) ? File.ReadAllText(ChoiceFile).Trim() : _packaged is null ? null : Packaged;

    /// <summary>Checks the chosen image, keeps a copy of it when it is right, and serves it or the last good one.</summary>
    /// <exception cref="StartupException">The image is damaged and there is no other although one must be served, or the directory cannot be written.</exception>
    public void Open()
    {
        try
        {
            if (Chosen is { } id)
            {
                Directory.CreateDirectory(root);
                Serve(Look(DirectoryOf(id), isServed: true));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The boot images in {root} cannot be prepared ({e.Message}): free space there, or correct its permissions.", e);
        }
    }

    /// <summary>All images, checked now; the packaged one first.</summary>
    public IReadOnlyList<BootImage> List()
    {
        BootImage? own = _packaged is null ? null : Look(_packaged, isServed: false);
        bool servesOwn = own is not null && Chosen == Packaged && (Served == own.Directory || (own.Problem.Length == 0 && Path.GetFileName(Served) == own.Id));
        IEnumerable<BootImage> kept = Kept().Select(directory => Look(directory, directory == Served && !servesOwn) with { Id = Path.GetFileName(directory) });
        return own is null ? [.. kept] : [own with { Id = Packaged, IsServed = servesOwn }, .. kept];
    }

    /// <summary>Whether there is an image of that id.</summary>
    public bool Has(string id) => id == Packaged ? _packaged is not null : Kept().Contains(Path.Combine(root, id));

    /// <summary>Chooses the image that is served from now on; it must be there.</summary>
    /// <exception cref="NetbootException">It is damaged.</exception>
    public BootImage Use(string id)
    {
        BootImage image = Look(DirectoryOf(id), isServed: true);
        if (image.Problem.Length > 0)
        {
            throw new NetbootException($"The boot image {id} is not taken: {image.Problem}");
        }

        WriteChoice(id);
        Serve(image);
        return image with { Id = id };
    }

    private void Serve(BootImage chosen)
    {
        if (chosen.Problem.Length == 0)
        {
            Problem = "";
            Served = chosen.Directory.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? chosen.Directory : TryKeep(chosen) ?? chosen.Directory;
        }
        else if (_packaged is not null && chosen.Id == "none" && chosen.Bytes > 0)
        {
            // Made by hand, without a manifest: served, since nothing says that it is wrong.
            Problem = chosen.Problem;
            Served = chosen.Directory;
        }
        else if (Kept().Select(directory => Look(directory, isServed: true)).FirstOrDefault(image => image.Problem.Length == 0) is { } good)
        {
            Problem = $"{chosen.Problem} The last good boot image, {Path.GetFileName(good.Directory)}, is served instead; build or import one anew (monitas-server boot image build).";
            BootImageLog.FellBack(log, Problem);
            Served = good.Directory;
        }
        else if (_packaged is null)
        {
            Problem = $"{chosen.Problem} There is no other boot image for {Name(architecture)}, so such machines get none: import it anew (monitas-server boot image import).";
            BootImageLog.FellBack(log, Problem);
            Served = null;
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

    /// <summary>Takes a good image in: copies it under another name, checks the copy, and only then gives it its own name.</summary>
    /// <exception cref="NetbootException">The copy is damaged.</exception>
    /// <exception cref="IOException">It cannot be copied.</exception>
    public BootImage Keep(BootImage image)
    {
        string target = Path.Combine(root, image.Id);
        if (Directory.Exists(target) && Look(target, isServed: false).Problem.Length > 0)
        {
            Directory.Delete(target, recursive: true);
        }

        if (!Directory.Exists(target))
        {
            string unfinished = Path.Combine(root, ".unfinished");
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }

            Directory.CreateDirectory(unfinished);
            foreach (string name in BootImageManifest.Needed(architecture).Append(BootImageManifest.FileName))
            {
                File.Copy(Path.Combine(image.Directory, name), Path.Combine(unfinished, name));
            }

            if (Look(unfinished, isServed: false) is { Problem.Length: > 0 } broken)
            {
                throw new NetbootException($"The copy of the boot image is damaged: {broken.Problem}");
            }

            Directory.Move(unfinished, target);
        }

        Directory.SetLastWriteTimeUtc(target, Newest() + TimeSpan.FromSeconds(1));
        Prune(target);
        return Look(target, isServed: false);
    }

    private void Prune(string justKept)
    {
        string? chosen = Chosen is { } id ? DirectoryOf(id) : null;
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

    /// <summary>An image for other processors is as wrong here as a damaged one.</summary>
    private BootImage Look(string directory, bool isServed)
    {
        BootImage image = BootImageCheck.Look(directory, isServed);
        return image.Problem.Length > 0 || image.Architecture == architecture ? image : image with
        {
            Problem = $"{directory} holds a boot image for {Name(image.Architecture!.Value)} where one for {Name(architecture)} must be: take it in with monitas-server boot image import.",
        };
    }

    private static string Name(ImageArchitecture architecture) => BootImageManifest.NameOf(architecture);

    private string DirectoryOf(string id) => id == Packaged && _packaged is not null ? _packaged : Path.Combine(root, Path.GetFileName(id));

    private DateTime Newest() => Kept().Select(Directory.GetLastWriteTimeUtc).DefaultIfEmpty(DateTime.UnixEpoch).Max();

    /// <summary>The directories of the kept images, the one that was kept last first.</summary>
    private List<string> Kept() => Directory.Exists(root)
        ? [.. Directory.GetDirectories(root).Where(d => !Path.GetFileName(d).StartsWith('.')).OrderByDescending(Directory.GetLastWriteTimeUtc)]
        : [];
}
