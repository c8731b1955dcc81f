using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Playwright;

namespace Monitas.Integration.Tests.WebConsole;

/// <summary>Debian's Chromium before the console of a test network. It takes any certificate: that the console shows the server's own is looked at with curl.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser, Relay relay)
    {
        Relay = relay;
        _playwright = playwright;
        _browser = browser;
    }

    /// <summary>The way to the console.</summary>
    public Relay Relay { get; }

    /// <summary>What went wrong in pages, as the browser's console has it.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Starts it.</summary>
    public static async Task<Browser> StartAsync(TestNetwork network)
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        // Root has no sandbox; what it looks at is ours.
        IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
        return new Browser(playwright, browser, Relay.Start(network));
    }

    /// <summary>A page of a browser that has been nowhere yet.</summary>
    public async Task<IPage> NewPageAsync(ColorScheme colours = ColorScheme.Light, int width = 1280, int height = 900)
    {
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            IgnoreHTTPSErrors = true,
            ColorScheme = colours,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            BaseURL = Relay.Url,
            AcceptDownloads = true,
        });
        context.SetDefaultTimeout((float)TimeSpan.FromMinutes(1).TotalMilliseconds);
        IPage page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Add($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Add($"{page.Url}: {error}");
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await Relay.DisposeAsync();
        _playwright.Dispose();
    }
}
