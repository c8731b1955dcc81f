using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Users;
using Monitas.Catalog;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Api;

/// <summary>Who may sign in to the web console.</summary>
internal sealed class UserRoutes(ICatalog catalog, UserPasswords passwords, ILogger<UserRoutes> logger)
{
    /// <summary>All users.</summary>
    public Task ListAsync(HttpContext context) => context.JsonAsync([.. catalog.ListUsers().Select(View)], ApiJson.Default.IReadOnlyListUserView);

    /// <summary>Adds a user.</summary>
    public async Task AddAsync(HttpContext context)
    {
        UserRequest request = await context.BodyAsync(ApiJson.Default.UserRequest);
        Check(request);
        UserRecord user = passwords.Add(request.Name, request.Password);
        ApiMessages.UserChanged(logger, user.Name, "added", context.Who());
        await context.JsonAsync(View(user), ApiJson.Default.UserView);
    }

    /// <summary>Gives a user another password.</summary>
    public async Task PasswordAsync(HttpContext context)
    {
        UserRequest request = await context.BodyAsync(ApiJson.Default.UserRequest);
        Check(request);
        UserRecord user = passwords.Change(request.Name, request.Password) ?? throw Unknown(request.Name);
        ApiMessages.UserChanged(logger, user.Name, "given another password", context.Who());
        await context.JsonAsync(View(user), ApiJson.Default.UserView);
    }

    /// <summary>Forgets a user, who is signed out at once.</summary>
    public async Task RemoveAsync(HttpContext context)
    {
        UserRecord user = catalog.FindUser(context.Route("name")) ?? throw Unknown(context.Route("name"));
        if (!catalog.RemoveUser(user.Name))
        {
            throw Unknown(user.Name);
        }
        ApiMessages.UserChanged(logger, user.Name, "removed", context.Who());
        await context.JsonAsync(View(user), ApiJson.Default.UserView);
    }

    private static void Check(UserRequest request)
    {
        if (UserPasswords.Fault(request.Name, request.Password) is { Length: > 0 } fault)
        {
            throw ApiException.BadRequest(fault);
        }
    }

    private static ApiException Unknown(string name) => ApiException.NotFound($"There is no user '{name}': monitas-server user list shows them.");

    private static UserView View(UserRecord user) => new(user.Name, user.Created, user.LastSignIn);
}
