using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.Integration.Tests.WebConsole;

/// <summary>The real server with the real agent of "desk", which has one archive; the user anna; and a browser.</summary>
public sealed class ConsoleScene : IAsyncLifetime
{
    /// <summary>Anna's password.</summary>
    public const string Password = "correct horse battery";

    private Browser? _browser;
    private KillScene? _scene;

    internal KillScene Scene => _scene!;

    internal Browser Browser => _browser!;

    /// <summary>Where pictures of the pages are left for people.</summary>
    public static string Pictures { get; } = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "console-pages")).FullName;

    public async ValueTask InitializeAsync()
    {
        _scene = await KillScene.CreateAsync();
        Write("letter.txt", "Dear Anna,\n");
        Write("sub/inner.bin", "\0\u0001binary");
        File.CreateSymbolicLink(Path.Combine(_scene.Data.Folder, "link"), "letter.txt");
        await _scene.LinkHardAsync("letter.txt", "sub/same-letter.txt");
        Assert.True((await _scene.EndOfAsync(await _scene.BackUpAsync())).State is JobState.Succeeded or JobState.FinishedWithWarnings);
        await AddUserAsync("anna", Password);
        _browser = await Browser.StartAsync(_scene.Network);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
        if (_scene is not null)
        {
            await _scene.DisposeAsync();
        }
    }

    /// <summary>Adds a user by the command line.</summary>
    internal async Task AddUserAsync(string name, string password)
    {
        string file = Path.Combine(Scene.Network.Folder, "password");
        await File.WriteAllTextAsync(file, password + "\n", TestContext.Current.CancellationToken);
        ProcessResult added = await Scene.RunServerShellAsync($"user add {name} < {file}");
        Assert.True(added.ExitCode == 0, added.ToString());
    }

    /// <summary>A page of somebody who has signed in.</summary>
    internal async Task<IPage> SignedInAsync(string path = "/", ColorScheme colours = ColorScheme.Light, int width = 1280, int height = 900)
    {
        IPage page = await Browser.NewPageAsync(colours, width, height);
        await page.GotoAsync($"/sign-in?ReturnUrl={Uri.EscapeDataString(path)}");
        await SignInAsync(page, "anna", Password);
        await page.WaitForURLAsync(url => new Uri(url).PathAndQuery == path);
        await page.Locator("h1").WaitForAsync();
        return page;
    }

    internal static async Task SignInAsync(IPage page, string name, string password)
    {
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(Scene.Data.Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
