using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.Boot.Images.Wire;
using Monitas.BootServer.Cli.Output;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>boot image show, import, use, build.</summary>
internal static class BootImageCommands
{
    private static readonly string[] PackagedScripts = ["/usr/share/monitas/bootimages/build.sh"];
    private static readonly string[] PackagedAgents = ["/usr/bin/monitas-agent", "/usr/lib/monitas-agent/monitas-agent"];

    /// <summary>The commands.</summary>
    public static Command Make(CliRunner runner) => new("image", "The boot image that PCs load.") { Show(runner), Import(runner), Use(runner), Build(runner) };

    private static Command Show(CliRunner runner) => runner.Bind(new Command("show", "List the boot images and check each against its digests."), async (context, _, cancellationToken) =>
    {
        IReadOnlyList<BootImage> images = await context.Api.GetAsync(ApiRoutes.BootImages, ApiJson.Default.IReadOnlyListBootImage, cancellationToken);
        if (context.Json)
        {
            context.WriteJson(images, ApiJson.Default.IReadOnlyListBootImage);
        }
        else
        {
            TextTable.Write(context.Terminal, "", ["ID", "SERVED", "FOR", "KERNEL", "SIZE", "OF", "STATE"], images.Select(image => (IReadOnlyList<string>)
            [
                image.Id, image.IsServed ? "yes" : "", Name(image), image.KernelVersion, SizeText.Of(image.Bytes), Words.Of(image.Made), image.Problem.Length > 0 ? image.Problem : "good",
            ]));
        }
        return images.Any(image => image.IsServed && image.Problem.Length == 0) ? ExitCode.Done : ExitCode.Warnings;
    });

    private static Command Import(CliRunner runner)
    {
        var directory = new Argument<string>("directory") { Description = "Holds vmlinuz, initrd.img and manifest.json, as bootimages/build.sh makes them; for arm64 also shimaa64.efi and grubaa64.efi." };
        return runner.Bind(new Command("import", "Take a boot image in, after checking it, and serve it from now on.") { directory }, (context, parsed, cancellationToken) =>
            ImportAsync(context, Path.GetFullPath(parsed.GetRequiredValue(directory)), cancellationToken));
    }

    private static Command Use(CliRunner runner)
    {
        var id = new Argument<string>("id") { Description = $"The image's id, or {BootImageLibrary.Packaged}." };
        return runner.Bind(new Command("use", "Serve this boot image from now on.") { id }, (context, parsed, cancellationToken) => UseAsync(context, parsed.GetRequiredValue(id), cancellationToken));
    }

    private static Command Build(CliRunner runner)
    {
        var script = new Option<string?>("--script") { Description = "The build script (else the packaged one, or that of the checkout).", HelpName = "FILE" };
        var agent = new Option<string?>("--agent") { Description = "The agent's binary (else that of this computer, or of the checkout).", HelpName = "FILE" };
        return runner.Bind(new Command("build", "Build a boot image from Debian's packages, take it in and serve it.") { script, agent }, async (context, parsed, cancellationToken) =>
        {
            string build = parsed.GetValue(script) ?? Find(PackagedScripts, "bootimages/build.sh")
                ?? throw new CliException(ExitCode.Failed, "There is no build script here: name it with --script (bootimages/build.sh of the Monitas sources), or import a boot image that was built elsewhere.");
            string program = parsed.GetValue(agent) ?? Find(PackagedAgents, "out/agent/monitas-agent")
                ?? throw new CliException(ExitCode.Failed, "There is no agent here to put into the boot image: name its binary with --agent, or install the package monitas-agent.");
            DirectoryInfo output = Directory.CreateTempSubdirectory("monitas-image-");
            try
            {
                await RunAsync(build, ["--agent", program, "--out", output.FullName], context, cancellationToken);
                return await ImportAsync(context, output.FullName, cancellationToken);
            }
            finally
            {
                output.Delete(recursive: true);
            }
        });
    }

    private static async Task<ExitCode> ImportAsync(CliContext context, string directory, CancellationToken cancellationToken)
    {
        BootImage image = await context.Api.PostAsync(ApiRoutes.BootImages, new ImportImageRequest(directory), ApiJson.Default.ImportImageRequest, ApiJson.Default.BootImage, cancellationToken);
        return await UseAsync(context, image.Id, cancellationToken);
    }

    private static async Task<ExitCode> UseAsync(CliContext context, string id, CancellationToken cancellationToken)
    {
        BootImage image = await context.Api.PostAsync(Arguments.Path(ApiRoutes.BootImageUse, id), ApiJson.Default.BootImage, cancellationToken);
        if (context.Json)
        {
            context.WriteJson(image, ApiJson.Default.BootImage);
        }
        else
        {
            context.Say($"PCs now get the boot image {image.Id} ({Name(image)}, kernel {image.KernelVersion}, {SizeText.Of(image.Bytes)}).");
        }
        return ExitCode.Done;
    }

    private static string Name(BootImage image) => image.Architecture is { } architecture ? BootImageManifest.NameOf(architecture) : "";

    private static async Task RunAsync(string script, string[] arguments, CliContext context, CancellationToken cancellationToken)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(script, arguments) { RedirectStandardOutput = true })!;
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                await context.Terminal.Error.WriteLineAsync(line);
            }
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new CliException(ExitCode.Failed, $"The build script {script} has failed (see above); the boot image that is served stays.");
            }
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CliException(ExitCode.Failed, $"The build script {script} cannot be started: {e.Message}");
        }
    }

    /// <summary>The first of the packaged files that is there; else the file of the checkout that this program was built in.</summary>
    private static string? Find(string[] packaged, string inCheckout)
    {
        if (Array.Find(packaged, File.Exists) is { } found)
        {
            return found;
        }
        for (DirectoryInfo? top = new(AppContext.BaseDirectory); top is not null; top = top.Parent)
        {
            string path = Path.Combine(top.FullName, inCheckout);
            if (File.Exists(path) && File.Exists(Path.Combine(top.FullName, "Monitas.sln")))
            {
                return path;
            }
        }
        return null;
    }
}
