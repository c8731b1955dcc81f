using System;
using System.IO;
using System.Linq;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.Boot.Images.Wire;
using Monitas.BootServer.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Rebuilds;

/// <summary>Makes the orders that take running machines into the boot image, and finds the files that they name. Thread-safe.</summary>
/// <param name="images">What is served; null: network boot is switched off.</param>
/// <param name="settings">The serial console and more arguments of the kernel.</param>
/// <param name="secrets">Made at the first order: its address is that of the port that agents connect to, whose sessions tell the job engine, which asks here.</param>
internal sealed class BootImageOrders(ServedBootImage? images, NetbootSettings settings, Lazy<BootSecrets> secrets) : IBootImageOrders
{
    /// <inheritdoc/>
    public EnterBootImageOrder Make(JobRecord job, MachineRecord machine)
    {
        if (images is null)
        {
            throw new NetbootException("Network boot is switched off ([netboot] mode in server.conf), so this server has no boot image to give.");
        }
        // Pinned to this start, as for one from the network: the files that it fetches are those that the order names.
        BootImageFiles files = CardOf(machine) is { } card ? images.Begin(card, ImageArchitecture.Amd64)! : images.Current;
        BootImageManifest manifest = Manifest(files.Directory);
        return new EnterBootImageOrder
        {
            Way = job.Parameters.Restart ?? throw new ArgumentException($"Job {job.Id} restarts nothing.", nameof(job)),
            Kernel = Describe(manifest, files.Kernel),
            Initramfs = Describe(manifest, files.Initrd),
            CommandLine = KernelCommandLine.Build(settings.SerialConsole, settings.KernelArguments, secrets.Value.Issue(machine.Id, job.Id)),
        };
    }

    /// <summary>The path of a file that an order to this machine names; null when it names none such.</summary>
    public string? Find(MachineRecord machine, string name)
    {
        BootImageFiles? files = images?.Of(CardOf(machine), ImageArchitecture.Amd64);
        return files is null ? null : new[] { files.Kernel, files.Initrd }.FirstOrDefault(path => Path.GetFileName(path) == name);
    }

    private static BootImageManifest Manifest(string directory)
    {
        string path = Path.Combine(directory, BootImageManifest.FileName);
        try
        {
            return BootImageManifest.TryParse(File.ReadAllText(path), out BootImageManifest? manifest)
                ? manifest
                : throw new NetbootException($"{path} is damaged, so nobody could tell whether the boot image arrives as it is: build or import one anew (monitas-server boot image build).");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NetbootException($"The boot image has no manifest that can be read, so nobody could tell whether it arrives as it is ({e.Message}): build or import one anew (monitas-server boot image build).");
        }
    }

    private static BootImageFile Describe(BootImageManifest manifest, string path)
    {
        (string name, long bytes, string sha256) = manifest.Files.First(file => file.Name == Path.GetFileName(path));
        return new BootImageFile(name, bytes, sha256);
    }

    private static MacAddress? CardOf(MachineRecord machine) =>
        machine.MacAddresses.Select(text => MacAddress.TryParse(text, out MacAddress mac) ? mac : (MacAddress?)null).FirstOrDefault(mac => mac is not null);
}
