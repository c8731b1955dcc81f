using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Monitas.Catalog.LiteDb;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.Integration.Tests.WebConsole;

/// <summary>
/// 300 machines, of which one has 1,000 archives and the others three each, and a directory of 100,000 entries. Machines and archives are written into the
/// catalog, all with the content of one real archive; the directory is backed up.
/// </summary>
public sealed class ScaleTests(ITestOutputHelper output)
{
    private const int Machines = 300;
    private const int ManyArchives = 1000;
    private const int FewArchives = 3;
    private const int Entries = 100_000;

    /// <summary>More than a screen holds, and far less than there are.</summary>
    private const int MostRows = 400;

    /// <summary>The browser notes what keeps it from answering for more than 50 ms.</summary>
    private const string WatchPauses = "() => { window.pauses = [0]; new PerformanceObserver(list => window.pauses.push(...list.getEntries().map(e => e.duration))).observe({ entryTypes: ['longtask'] }); }";

    private static System.Threading.CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_OfALargeFleet_HoldOnlyWhatIsSeen()
    {
        await using KillScene scene = await KillScene.CreateAsync();
        await BackUpBigDirectoryAsync(scene);
        await FillCatalogAsync(scene);
        string password = Path.Combine(scene.Network.Folder, "password");
        await File.WriteAllTextAsync(password, ConsoleScene.Password + "\n", Cancel);
        Assert.Equal(0, (await scene.RunServerShellAsync($"user add anna < {password}")).ExitCode);
        await using Browser browser = await Browser.StartAsync(scene.Network);
        IPage page = await browser.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await ConsoleScene.SignInAsync(page, "anna", ConsoleScene.Password);

        await page.GetByText("pc-001").First.WaitForAsync();
        await WatchAsync(page);
        await TellAsync(page, "dashboard", ".calendar-row");

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Machines" }).First.ClickAsync();
        await page.GetByText("pc-007").First.WaitForAsync();
        await page.GetByLabel("Filter").FillAsync("pc-299");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "pc-299" }).WaitForAsync();
        await TellAsync(page, "machines", "tbody tr");

        await page.GotoAsync("/machines/desk");
        await page.GetByText($"1-10 of {ManyArchives:N0}").WaitForAsync();
        await WatchAsync(page);
        await TellAsync(page, "machine", "tbody tr");

        string at = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Path.Combine(scene.Data.Folder, "big")));
        await page.GotoAsync($"/machines/desk/archives/1?at={Uri.EscapeDataString(at)}");
        await page.GetByText("entry-000003").WaitForAsync();
        await WatchAsync(page);
        await page.Locator(".files").EvaluateAsync("files => files.scrollTop = files.scrollHeight");
        await page.GetByText($"entry-{Entries - 1:d6}").WaitForAsync();
        await TellAsync(page, "directory, scrolled to its end", ".file-row");
        await page.GetByLabel("Filter").FillAsync("entry-054321");
        await page.GetByText("entry-054321").WaitForAsync();
        await TellAsync(page, "directory, filtered", ".file-row");
        Assert.Empty(browser.Complaints);
    }

    private static async Task BackUpBigDirectoryAsync(KillScene scene)
    {
        string big = Directory.CreateDirectory(Path.Combine(scene.Data.Folder, "big")).FullName;
        for (int i = 0; i < Entries; i++)
        {
            File.Create(Path.Combine(big, $"entry-{i:d6}")).Dispose();
        }
        Assert.Equal(JobState.Succeeded, (await scene.EndOfAsync(await scene.BackUpAsync())).State);
    }

    private static async Task FillCatalogAsync(KillScene scene)
    {
        await scene.KillAsync(server: true, agent: false);
        using (LiteDbCatalog catalog = LiteDbCatalog.Open(Path.Combine(scene.Network.Folder, "state", "catalog.db")))
        {
            MachineRecord desk = catalog.FindMachineByName("desk")!;
            ArchiveRecord first = catalog.ListArchives(desk.Id)[0];
            AddArchives(catalog, first, desk.Id, ManyArchives - 1);
            for (int i = 1; i < Machines; i++)
            {
                MachineRecord other = desk with { Id = new MachineId(Guid.NewGuid()), Name = $"pc-{i:d3}", Credential = null, MacAddresses = [] };
                catalog.AddMachine(other);
                AddArchives(catalog, first, other.Id, FewArchives);
            }
        }
        await scene.StartAsync();
    }

    private static void AddArchives(LiteDbCatalog catalog, ArchiveRecord like, MachineId machine, int count)
    {
        foreach (int day in Enumerable.Range(0, count))
        {
            catalog.CommitArchive(like with { Id = new ArchiveId(Guid.NewGuid()), Machine = machine, Number = 0, Time = like.Time.AddDays(day - count) }, []);
        }
    }

    private static async Task WatchAsync(IPage page) => await page.EvaluateAsync(WatchPauses);

    private async Task TellAsync(IPage page, string what, string rows)
    {
        int held = await page.Locator(rows).CountAsync();
        double longest = await page.EvaluateAsync<double>("() => Math.max(...window.pauses)");
        output.WriteLine($"{what}: {held} rows in the browser, its longest pause {longest:0} ms");
        Assert.InRange(held, 1, MostRows);
    }
}
