using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Tls;
using Monitas.BootServer.Tls;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Wiping;
using Xunit;

namespace Monitas.BootServer.Tests.Wipes;

/// <summary>wipe M and its certificates, from the command line to files that other programs read.</summary>
public sealed class WipeCommandTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private ApiHarness _h = null!;

    public async ValueTask InitializeAsync()
    {
        _h = await ApiHarness.StartAsync();
        _h.AddPc();
    }

    public async ValueTask DisposeAsync()
    {
        await _h.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task PlanOnly_ShowsTheDisksLastSeenAndOrdersNothing()
    {
        await _h.HelloAsync(AgentEnvironment.BootImage, WipeSamples.BootImage("b1", WipeSamples.Sata(), WipeSamples.Nvme()));

        CliRun run = await _h.RunAsync("wipe", "pc", "--method", "clear", "--plan-only");

        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("serial SATA1", run.Output, StringComparison.Ordinal);
        Assert.Contains("NVMe Format (user data erase), a Clear", run.Output, StringComparison.Ordinal);
        Assert.Empty(_h.Catalog.ListJobs());
        Assert.Equal(ExitCode.Refused, (await _h.RunAsync("wipe", "pc", "--method", "purge", "--plan-only")).Code);
        CliRun json = await _h.RunAsync("wipe", "pc", "--plan-only", "--json");
        Assert.Equal("SATA1", JsonDocument.Parse(json.Output).RootElement.GetProperty("plan").GetProperty("disks")[0].GetProperty("target").GetProperty("serial").GetString());
    }

    [Theory]
    [InlineData("wipe")]
    [InlineData("wipe", "pc", "--method", "shred")]
    public async Task Wipe_CalledWrongly_IsBadUsage(params string[] words) => Assert.Equal(ExitCode.BadUsage, (await _h.RunAsync(words)).Code);

    [Fact]
    public async Task Wipe_WithoutTheName_IsNotApproved()
    {
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("wipe", "pc", "--no-wait")).Code);
        await _h.HelloAsync(AgentEnvironment.BootImage, WipeSamples.BootImage("b1", WipeSamples.Sata()));

        CliRun refused = await _h.RunAsync("no\n", isInteractive: true, "job", "approve", "1");
        Assert.Equal((ExitCode.Refused, JobState.WaitingForApproval), (refused.Code, _h.Catalog.FindJob(new JobId(1))!.State));
        Assert.Contains("Everything on these disks will be destroyed", refused.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("PC\n", isInteractive: true, "job", "approve", "1")).Code);
        Assert.Equal(JobState.Running, _h.Catalog.FindJob(new JobId(1))!.State);
        Assert.Contains("Wipe the disks of pc", (await _h.RunAsync("job", "show", "1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_InFiles_IsCheckedByOpensslAndReadByPdfTools()
    {
        await WipeAsync();
        string json = Path.Combine(_directory.Path, "c.json");
        string pdf = Path.Combine(_directory.Path, "c.pdf");

        CliRun list = await _h.RunAsync("wipe", "certificates", "--machine", "PC");
        Assert.Contains("1.1", list.Output, StringComparison.Ordinal);
        CliRun shown = await _h.RunAsync("wipe", "certificate", "1.1", "--to", json, "--pdf", pdf);
        Assert.Equal((ExitCode.Done, ""), (shown.Code, shown.Error));
        Assert.Contains("Erased: CLEAR by NIST SP 800-88 Rev. 1", shown.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, (await _h.RunAsync("wipe", "certificate", "1.1", "--pdf", pdf)).Code);
        Assert.Equal(ExitCode.Failed, (await _h.RunAsync("wipe", "certificate", "1.2")).Code);

        await CheckSignatureAsync(json, expected: 0);
        string text = await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(json, text.Replace("SATA1", "SATA2", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await CheckSignatureAsync(json, expected: 1);

        (int code, string said) = await Tool.RunAsync("qpdf", ["--check", pdf], TestContext.Current.CancellationToken);
        Assert.True(code == 0, said);
        (code, string read) = await Tool.RunAsync("pdftotext", ["-layout", pdf, "-"], TestContext.Current.CancellationToken);
        Assert.Equal(0, code);
        Assert.Contains("Certificate of erasure", read, StringComparison.Ordinal);
        Assert.Contains("SATA1", read, StringComparison.Ordinal);
        Assert.Contains("overwriting with random bytes", read, StringComparison.Ordinal);
        string signature = Convert.ToBase64String(_h.Catalog.FindWipeCertificate(new JobId(1), 1)!.Signature);
        Assert.Contains(signature, string.Concat(read.Where(c => !char.IsWhiteSpace(c))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_OfALongStory_GoesOnOverPages()
    {
        DiskFacts disk = WipeSamples.Sata() with
        {
            Model = "Straße (old) \\ 日本",
            Erasure = new DiskErasure { Offers = [WipeSamples.Zero], Notes = [.. Enumerable.Range(1, 60).Select(i => $"Note number {i} with as many words as it takes to fill more than one line of the page that it is on, and some.")] },
        };
        await WipeAsync(disk);
        string pdf = Path.Combine(_directory.Path, "long.pdf");

        Assert.Equal(ExitCode.Done, (await _h.RunAsync("wipe", "certificate", "1.1", "--pdf", pdf)).Code);

        (int code, string read) = await Tool.RunAsync("pdftotext", ["-layout", pdf, "-"], TestContext.Current.CancellationToken);
        Assert.Equal(0, code);
        Assert.Contains("Straße (old) \\ ??", read, StringComparison.Ordinal);
        Assert.Contains("Note number 60", read, StringComparison.Ordinal);
        (_, string info) = await Tool.RunAsync("pdfinfo", [pdf], TestContext.Current.CancellationToken);
        Assert.Matches("Pages: +[2-9]", info);
    }

    private async Task WipeAsync(DiskFacts? disk = null)
    {
        await _h.RunAsync("wipe", "pc", "--yes", "--no-wait");
        await _h.HelloAsync(AgentEnvironment.BootImage, WipeSamples.BootImage("b1", disk ?? WipeSamples.Sata()));
        JobRecord job = _h.Catalog.FindJob(new JobId(1))!;
        await _h.SayAsync(new JobFinished { Job = job.Id, Outcome = JobOutcome.Succeeded, Message = "end", Wipes = WipeSamples.Done(job.ApprovedWipePlan!) });
        Assert.Equal(JobState.Succeeded, _h.Catalog.FindJob(job.Id)!.State);
    }

    /// <summary>The line that the command line tells: the CA's public key, and openssl.</summary>
    private async Task CheckSignatureAsync(string json, int expected)
    {
        string ca = Path.Combine(_directory.Path, "ca.pem");
        string key = Path.Combine(_directory.Path, "ca.pub");
        await File.WriteAllTextAsync(ca, _h.Services.GetRequiredService<ServerCertificates>().CaPem, TestContext.Current.CancellationToken);
        (int code, string said) = await Tool.RunAsync("openssl", ["x509", "-in", ca, "-noout", "-pubkey", "-out", key], TestContext.Current.CancellationToken);
        Assert.True(code == 0, said);
        (code, said) = await Tool.RunAsync("openssl", ["dgst", "-sha256", "-verify", key, "-signature", json + ".sig", json], TestContext.Current.CancellationToken);
        Assert.True(code == expected, said);
    }
}
