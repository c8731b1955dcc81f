using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Users;

namespace Monitas.BootServer.WebConsole.SignIn;

/// <summary>Looks again and again whether the user of an open page may still be there: a page lives longer than a request.</summary>
internal sealed class SignedInState(ILoggerFactory logs, UserPasswords passwords) : RevalidatingServerAuthenticationStateProvider(logs)
{
    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(SignInRoutes.Holds(passwords, authenticationState.User));
}
