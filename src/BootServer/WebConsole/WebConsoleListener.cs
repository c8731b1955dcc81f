using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Tls;
using Monitas.BootServer.Users;
using Monitas.BootServer.WebConsole.SignIn;
using MudBlazor.Services;

namespace Monitas.BootServer.WebConsole;

/// <summary>
/// Serves the web console by HTTPS on a port of its own. It knows nothing that the sysadmin's interface does not tell: each page is a client of that, as
/// the command line is, under the name of who has signed in.
/// </summary>
internal sealed class WebConsoleListener(HttpsEndpoint endpoint, UserPasswords passwords, ServerSettings settings, TimeProvider clock, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Pages that are open in browsers are cut off then.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    /// <summary>Who does nothing for so long signs in again.</summary>
    private static readonly TimeSpan SignInHolds = TimeSpan.FromHours(12);

    private WebApplication? _app;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.ConsolePort == 0)
        {
            return;
        }
        try
        {
            _app = Build();
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new StartupException($"TCP port {settings.ConsolePort} for the web console cannot be opened ({e.Message}): set another [console] port, or off.", e);
        }
        WebConsoleLog.Listening(logs.CreateLogger<WebConsoleListener>(), settings.ConsolePort);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(WebConsoleListener).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = "wwwroot",
        });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => endpoint.Open(kestrel, settings.ConsolePort));
        // Beside a build, not a publish, the files of packages are where the packages are.
        builder.WebHost.UseStaticWebAssets();
        AddServices(builder.Services);
        WebApplication app = builder.Build();
        app.Use(WebConsoleHeaders.SetAsync);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapPost(SignInRoutes.SignOut, SignInRoutes.SignOutAsync).DisableAntiforgery();
        app.MapGet(DownloadRoutes.Path, DownloadRoutes.SendAsync).RequireAuthorization();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().RequireAuthorization();
        return app;
    }

    private void AddServices(IServiceCollection services)
    {
        string keys = Path.Combine(settings.StateDirectory, "console-keys");
        Directory.CreateDirectory(keys, OwnerOnly);
        services.AddSingleton(logs);
        services.AddLogging();
        services.AddSingleton<IHostLifetime, InnerHostLifetime>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        services.AddSingleton(clock);
        services.AddSingleton(settings);
        services.AddSingleton(passwords);
        services.AddSingleton<WrongSecretLimit>();
        services.AddDataProtection().SetApplicationName("monitas-console").PersistKeysToFileSystem(new DirectoryInfo(keys));
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookies =>
        {
            cookies.Cookie.Name = "monitas";
            cookies.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            cookies.Cookie.SameSite = SameSiteMode.Strict;
            cookies.ExpireTimeSpan = SignInHolds;
            cookies.SlidingExpiration = true;
            cookies.LoginPath = SignInRoutes.SignIn;
            cookies.Events.OnValidatePrincipal = SignInRoutes.ValidateAsync;
        });
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddScoped<AuthenticationStateProvider, SignedInState>();
        services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter);
        services.AddHttpContextAccessor();
        services.AddScoped<ConsoleApi>();
    }
}
