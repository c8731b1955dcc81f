using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.Boot.Images;

/// <summary>
/// The boot images of this server, on one shelf for each kind of processor: the package's for amd64 (or the one that [netboot] boot-image names), and
/// those that were taken in. Machines are served from <see cref="Served"/>: a switch is the change of one reference. Thread-safe.
/// </summary>
internal sealed class BootImageLibrary(ServerSettings settings, ILogger<BootImageLibrary> log)
{
    /// <summary>The name of the image that came with the package.</summary>
    public const string Packaged = BootImageShelf.Packaged;

    private readonly BootImageShelf[] _shelves =
    [
        new(ImageArchitecture.Amd64, Path.Combine(settings.StateDirectory, "boot-images"), settings.Netboot.BootImageDirectory, log),
        new(ImageArchitecture.Arm64, Path.Combine(settings.StateDirectory, "boot-images-arm64"), null, log),
    ];

    private readonly Lock _lock = new();

    /// <summary>What was wrong when the images were looked at last; empty when the chosen ones are served and right.</summary>
    public string Problem => string.Join(' ', _shelves.Select(shelf => shelf.Problem).Where(problem => problem.Length > 0));

    /// <summary>The directory that such machines are served from; null when there is no boot image for them, which cannot be for amd64.</summary>
    public string? Served(ImageArchitecture architecture) => Shelf(architecture).Served;

    /// <summary>Checks the chosen images, keeps copies of them when they are right, and serves them or the last good ones.</summary>
    /// <exception cref="StartupException">The image for amd64 is damaged and there is no other, or the state directory cannot be written.</exception>
    public void Open()
    {
        lock (_lock)
        {
            Array.ForEach(_shelves, shelf => shelf.Open());
        }
    }

    /// <summary>All images, checked now; the packaged one first.</summary>
    public IReadOnlyList<BootImage> List()
    {
        lock (_lock)
        {
            return [.. _shelves.SelectMany(shelf => shelf.List())];
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

            BootImageShelf shelf = Shelf(image.Architecture!.Value);
            try
            {
                return shelf.Keep(image);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new NetbootException($"The boot image could not be copied to {shelf.Root}: {e.Message}", e);
            }
        }
    }

    /// <summary>Chooses the image that machines with its processor get from now on.</summary>
    /// <exception cref="NetbootException">There is none of that id, or it is damaged.</exception>
    public BootImage Use(string id)
    {
        lock (_lock)
        {
            return Array.Find(_shelves, shelf => shelf.Has(id)) is { } shelf
                ? shelf.Use(id)
                : throw new NetbootException($"There is no boot image '{id}': monitas-server boot image show lists them.");
        }
    }

    private BootImageShelf Shelf(ImageArchitecture architecture) => Array.Find(_shelves, shelf => shelf.Architecture == architecture)!;
}
