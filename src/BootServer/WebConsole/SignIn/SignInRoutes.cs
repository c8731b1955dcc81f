using System.Security.Claims;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Users;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.WebConsole.SignIn;

/// <summary>Signing in and out: a cookie that holds the user's name and the stamp of the password.</summary>
internal static class SignInRoutes
{
    /// <summary>The page.</summary>
    public const string SignIn = "/sign-in";

    /// <summary>POST: signs out.</summary>
    public const string SignOut = "/sign-out";

    private const string StampClaim = "stamp";

    /// <summary>Signs a user in.</summary>
    public static Task SignInAsync(HttpContext context, UserRecord user) => context.SignInAsync(
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user.Name), new Claim(StampClaim, user.Stamp)], CookieAuthenticationDefaults.AuthenticationScheme)));

    /// <summary>Signs out. The cookie comes from our own pages only (SameSite strict), so nobody else can ask for it.</summary>
    public static async Task SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync();
        context.Response.Redirect(SignIn);
    }

    /// <summary>A user who was removed, or has another password, is signed out at the next request.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        UserPasswords passwords = context.HttpContext.RequestServices.GetRequiredService<UserPasswords>();
        if (!Holds(passwords, context.Principal))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync();
        }
    }

    /// <summary>Is what was signed in with still so?</summary>
    public static bool Holds(UserPasswords passwords, ClaimsPrincipal? principal) =>
        principal?.Identity?.Name is { } name && principal.FindFirst(StampClaim)?.Value is { } stamp && passwords.IsSignedIn(name, stamp);
}
