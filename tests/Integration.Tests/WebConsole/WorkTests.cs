using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Monitas.BootServer.Tests.Rebuilds.Planning;
using Monitas.Catalog.LiteDb;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.Integration.Tests.WebConsole;

/// <summary>What a sysadmin does all day, in a browser.</summary>
public sealed class WorkTests(ConsoleScene scene) : IClassFixture<ConsoleScene>
{
    [Fact]
    public async Task Backup_IsOrderedAndWatchedToItsEnd()
    {
        IPage page = await scene.SignedInAsync("/machines/desk");
        await Button(page, "Back up now").ClickAsync();
        await page.WaitForURLAsync("**/jobs/*");
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = ": backup of desk" }).WaitForAsync();
        await page.GetByText("succeeded", Exact).First.WaitForAsync();
        await page.GetByText("ordered by anna", Exact).WaitForAsync();
        string number = page.Url.Split('/')[^1];
        JobRecord job = Assert.Single(await scene.Scene.JobsAsync(), one => one.Id.ToString() == number);
        Assert.Equal((JobKind.Backup, JobState.Succeeded), (job.Kind, job.State));
    }

    [Fact]
    public async Task Archive_IsLookedIntoAndDownloaded()
    {
        IPage page = await AtDataAsync();
        await Button(page, "letter.txt").ClickAsync();
        await page.GetByText("Dear Anna,").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.GetByText("→ letter.txt").WaitForAsync();

        Assert.Equal("Dear Anna,\n", await File.ReadAllTextAsync(await DownloadAsync(page, page.GetByLabel("Download letter.txt")), Cancel));

        string zip = await DownloadAsync(page, page.GetByText("This directory as zip"));
        string unzipped = Unpacked("zip");
        await TestNetwork.SystemAsync("7z", "x", "-y", $"-o{unzipped}", zip);
        AssertSame(Path.Combine(unzipped, "data"));

        string tar = await DownloadAsync(page, page.GetByText("as tar.zst"));
        string untarred = Unpacked("tar");
        await TestNetwork.SystemAsync("tar", "--zstd", "-xf", tar, "-C", untarred);
        AssertSame(untarred + scene.Scene.Data.Folder);

        // The first name of this file lies outside of the directory that is sent, so its content must come along.
        await Button(page, "sub").ClickAsync();
        await Button(page, "inner.bin").ClickAsync();
        await page.GetByText("00000000  00 01 62 69").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        string part = await DownloadAsync(page, page.GetByText("as tar.zst"));
        string parted = Unpacked("part");
        await TestNetwork.SystemAsync("tar", "--zstd", "-xf", part, "-C", parted);
        Assert.Equal("Dear Anna,\n", await File.ReadAllTextAsync(Path.Combine(parted + scene.Scene.Data.Folder, "sub", "same-letter.txt"), Cancel));
    }

    [Fact]
    public async Task Files_ComeBackFromTheBrowser()
    {
        string target = Path.Combine(scene.Scene.Network.Folder, "restored");
        IPage page = await AtDataAsync();
        await page.GetByLabel("Choose letter.txt").CheckAsync();
        await Button(page, "Restore 1").ClickAsync();
        await page.GetByLabel("Below this directory").FillAsync(target);
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Restore", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = ": restore of desk" }).WaitForAsync();
        await page.GetByText("succeeded", Exact).First.WaitForAsync();
        Assert.Equal("Dear Anna,\n", await File.ReadAllTextAsync(Path.Combine(target + scene.Scene.Data.Folder, "letter.txt"), Cancel));
    }

    [Fact]
    public async Task Schedule_IsEditedWithItsErrors_AndKeepsComments()
    {
        string file = Path.Combine(scene.Scene.Network.Folder, "schedule");
        await File.WriteAllTextAsync(file, "# mine\n", Cancel);
        IPage page = await scene.SignedInAsync("/schedule");
        ILocator text = page.GetByLabel("The schedule");
        await text.FillAsync("# mine\nbackup desk dayly 02:00\n");
        await page.GetByText("line 2:").First.WaitForAsync();
        Assert.True(await Button(page, "Save").IsDisabledAsync());
        await text.FillAsync("# mine\nbackup desk daily 02:00\n");
        await page.GetByText("What it would mean").WaitForAsync();
        await Button(page, "Save").ClickAsync();
        await page.GetByText("Saved; it counts from now on.").WaitForAsync();
        Assert.Equal("# mine\nbackup desk daily 02:00\n", await File.ReadAllTextAsync(file, Cancel));

        await text.FillAsync("# mine\nbackup desk daily 03:00\n");
        await page.GetByText("What it would mean").WaitForAsync();
        await File.WriteAllTextAsync(file, "# of another\n", Cancel);
        await Button(page, "Save").ClickAsync();
        await page.GetByText("was changed meanwhile by somebody else").WaitForAsync();
        Assert.Equal("# of another\n", await File.ReadAllTextAsync(file, Cancel));
        File.Delete(file);
    }

    [Fact]
    public async Task Rebuild_IsOrderedOnlyAfterThePlanWasReadAndTheNameTyped()
    {
        await GiveDesk2ALayoutAsync();
        IPage page = await scene.SignedInAsync("/machines/desk-2/rebuild");
        await page.GetByText("Everything on these disks will be destroyed:").WaitForAsync();
        ILocator order = Button(page, "Order the rebuild");
        Assert.True(await order.IsDisabledAsync());
        await page.GetByLabel("Machine's name").FillAsync("desk");
        Assert.True(await order.IsDisabledAsync());
        await page.GetByLabel("Machine's name").FillAsync("desk-2");
        await order.ClickAsync();
        await page.WaitForURLAsync("**/jobs/*");
        await page.GetByText("waiting for the machine").First.WaitForAsync();

        JobRecord job = (await scene.Scene.JobsAsync()).First(one => one.Kind == JobKind.Rebuild);
        Assert.Equal("anna", job.Parameters.ReadBy);
        Assert.NotEmpty(job.Parameters.ReadPlan);
        Assert.False(job.Parameters.PreApproved);
        await Button(page, "Cancel").ClickAsync();
        await page.GetByText("cancelled", Exact).First.WaitForAsync();
    }

    private static System.Threading.CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static PageGetByTextOptions Exact { get; } = new() { Exact = true };

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = name.Contains('.') || name.Length < 5 });

    private async Task<IPage> AtDataAsync()
    {
        string at = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(scene.Scene.Data.Folder));
        IPage page = await scene.SignedInAsync($"/machines/desk/archives/1?at={Uri.EscapeDataString(at)}");
        await page.GetByText("letter.txt").First.WaitForAsync();
        return page;
    }

    private static async Task<string> DownloadAsync(IPage page, ILocator link)
    {
        IDownload download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        return await download.PathAsync();
    }

    private string Unpacked(string name) => Directory.CreateDirectory(Path.Combine(scene.Scene.Network.Folder, "unpacked-" + name)).FullName;

    private static void AssertSame(string folder)
    {
        Assert.Equal("Dear Anna,\n", File.ReadAllText(Path.Combine(folder, "letter.txt")));
        Assert.Equal("Dear Anna,\n", File.ReadAllText(Path.Combine(folder, "sub", "same-letter.txt")));
        Assert.Equal("\0\u0001binary", File.ReadAllText(Path.Combine(folder, "sub", "inner.bin")));
        Assert.Equal("letter.txt", new FileInfo(Path.Combine(folder, "link")).LinkTarget);
    }

    /// <summary>A second machine whose archive says what disks it had; the content is that of desk's archive. What a boot image would have told is in the catalog as well.</summary>
    private async Task GiveDesk2ALayoutAsync()
    {
        await scene.Scene.KillAsync(server: true, agent: false);
        using (LiteDbCatalog catalog = LiteDbCatalog.Open(Path.Combine(scene.Scene.Network.Folder, "state", "catalog.db")))
        {
            MachineRecord desk = catalog.FindMachineByName("desk")!;
            ArchiveRecord archive = catalog.ListArchives(desk.Id)[0];
            MachineRecord second = desk with
            {
                Id = new Monitas.Contracts.Ids.MachineId(Guid.NewGuid()),
                Name = "desk-2",
                Credential = null,
                MacAddresses = ["52:54:00:00:00:02"],
                Facts = desk.Facts! with { Disks = [SampleLayouts.Blank("NEW1", 8 * SampleLayouts.GiB)] },
            };
            catalog.AddMachine(second);
            catalog.CommitArchive(archive with { Id = new Monitas.Contracts.Ids.ArchiveId(Guid.NewGuid()), Machine = second.Id, Number = 0, Layout = SampleLayouts.BiosOnGpt() }, []);
        }
        await scene.Scene.StartAsync();
    }
}
