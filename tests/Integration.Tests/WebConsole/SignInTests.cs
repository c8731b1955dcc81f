using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace Monitas.Integration.Tests.WebConsole;

/// <summary>Who may use the web console, as a browser and curl meet it.</summary>
public sealed class SignInTests(ConsoleScene scene) : IClassFixture<ConsoleScene>
{
    private static PageGetByTextOptions Exact { get; } = new() { Exact = true };

    [Fact]
    public async Task SignIn_WrongThenRight_LeadsToWhereOneWanted()
    {
        IPage page = await scene.Browser.NewPageAsync();
        await page.GotoAsync("/machines/desk");
        Assert.Contains("/sign-in", page.Url, System.StringComparison.Ordinal);
        await ConsoleScene.SignInAsync(page, "anna", "not the password");
        await page.GetByText("The name or the password is wrong.", Exact).WaitForAsync();
        await ConsoleScene.SignInAsync(page, "ANNA", ConsoleScene.Password);
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "desk", Exact = true }).WaitForAsync();
        Assert.EndsWith("/machines/desk", page.Url, System.StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign out anna" }).ClickAsync();
        await page.GetByLabel("Password").WaitForAsync();
        await page.GotoAsync("/jobs");
        Assert.Contains("/sign-in", page.Url, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task SignIn_ByALinkToElsewhere_StaysHere(string target)
    {
        IPage page = await scene.Browser.NewPageAsync();
        await page.GotoAsync($"/sign-in?ReturnUrl={System.Uri.EscapeDataString(target)}");
        await ConsoleScene.SignInAsync(page, "anna", ConsoleScene.Password);
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Dashboard" }).WaitForAsync();
        Assert.Equal($"{scene.Browser.Relay.Url}/", page.Url);
    }

    [Fact]
    public async Task User_WhoIsRemoved_IsSignedOutOfOpenPages()
    {
        await scene.AddUserAsync("bob", "another long password");
        IPage page = await scene.Browser.NewPageAsync();
        await page.GotoAsync("/jobs");
        await ConsoleScene.SignInAsync(page, "bob", "another long password");
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Jobs" }).WaitForAsync();

        ProcessResult removed = await scene.Scene.RunServerAsync("user", "remove", "bob");
        Assert.True(removed.ExitCode == 0, removed.ToString());
        await page.GetByLabel("Password").WaitForAsync();
        await page.GotoAsync("/download?machine=desk&archive=1&path=Lw==&format=zip");
        Assert.Contains("/sign-in", page.Url, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task Console_ShowsTheServersOwnCertificate_AndTellsBrowsersWhatNotToDo()
    {
        string ca = System.IO.Path.Combine(scene.Scene.Network.Folder, "state", "tls", "ca.pem");
        ProcessResult head = await scene.Scene.Network.RunSystemAsync("curl", "--silent", "--show-error", "--dump-header", "-", "--output", "/dev/null", "--cacert", ca, $"https://{TestNetwork.Address}:8444/sign-in");
        Assert.True(head.ExitCode == 0, head.ToString());
        Assert.Contains("Content-Security-Policy: default-src 'self'; script-src 'self';", head.Output, System.StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", head.Output, System.StringComparison.Ordinal);
        Assert.Contains("X-Content-Type-Options: nosniff", head.Output, System.StringComparison.Ordinal);

        IPage page = await scene.SignedInAsync();
        BrowserContextCookiesResult cookie = Assert.Single(await page.Context.CookiesAsync(), one => one.Name == "monitas");
        Assert.True(cookie is { HttpOnly: true, Secure: true, SameSite: SameSiteAttribute.Strict });
    }

    [Theory]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", "401")]
    [InlineData("/_blazor/disconnect", "302")]
    public async Task Paths_WithoutASignIn_GiveNothing(string path, string status)
    {
        ProcessResult answer = await scene.Scene.Network.RunSystemAsync(
            "curl", "--silent", "--insecure", "--output", "/dev/null", "--write-out", "%{http_code} %{size_download}", "--data", "", $"https://{TestNetwork.Address}:8444{path}");
        Assert.Equal((0, $"{status} 0"), (answer.ExitCode, answer.Output));
    }
}
