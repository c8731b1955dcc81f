using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Monitas.Integration.Tests.WebConsole;

/// <summary>Every page in light and dark and on a phone: no fault in the browser, nothing that keeps somebody from using it, a picture of each for people.</summary>
public sealed class PagesTests(ConsoleScene scene) : IClassFixture<ConsoleScene>
{
    private static readonly (string Name, string Path)[] All =
    [
        ("dashboard", "/"), ("machines", "/machines"), ("machine", "/machines/desk"), ("archive", "/machines/desk/archives/1"), ("rebuild", "/machines/desk/rebuild"), ("jobs", "/jobs"),
        ("job", "/jobs/1"), ("search", "/search?q=letter"), ("age", "/search?q=%2Fetc%2Ffstab"), ("schedule", "/schedule"), ("store", "/store"), ("netboot", "/netboot"), ("users", "/users"),
    ];

    [Theory]
    [InlineData(ColorScheme.Light, 1280, 900, "light")]
    [InlineData(ColorScheme.Dark, 1280, 900, "dark")]
    [InlineData(ColorScheme.Light, 390, 844, "phone")]
    public async Task Pages_CanBeUsedByEveryone(ColorScheme colours, int width, int height, string kind)
    {
        IPage page = await scene.SignedInAsync("/", colours, width, height);
        List<string> findings = [];
        foreach ((string name, string path) in All)
        {
            await page.GotoAsync(path);
            await page.Locator("h1").WaitForAsync();
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(ConsoleScene.Pictures, $"{name}-{kind}.png"), FullPage = true });
            AxeResult result = await page.RunAxe();
            findings.AddRange(result.Violations.Where(found => found.Impact is "serious" or "critical").Select(found => $"{name}: {found.Id} {found.Help} {found.Nodes[0].Html}"));
            int beyond = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (beyond > 0)
            {
                findings.Add($"{name}: {beyond} pixels wider than the window");
            }
        }
        Assert.Empty(findings);
        Assert.Empty(scene.Browser.Complaints);
    }

    [Fact]
    public async Task Pages_AreReachedByTheKeyboardAlone()
    {
        IPage page = await scene.SignedInAsync();
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Machines" }).First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Machines" }).WaitForAsync();
        ILocator desk = page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "desk", Exact = true });
        await desk.WaitForAsync();
        for (int i = 0; i < 40 && !await desk.EvaluateAsync<bool>("link => link === document.activeElement"); i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "desk", Exact = true }).WaitForAsync();
    }
}
