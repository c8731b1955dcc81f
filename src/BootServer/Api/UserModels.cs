using System;

namespace Monitas.BootServer.Api;

/// <summary>A user of the web console.</summary>
/// <param name="Name">The name.</param>
/// <param name="Created">When the user was added.</param>
/// <param name="LastSignIn">When the user signed in last; null when never.</param>
internal sealed record UserView(string Name, DateTimeOffset Created, DateTimeOffset? LastSignIn);

/// <summary>A user and a new password.</summary>
/// <param name="Name">The name.</param>
/// <param name="Password">The password.</param>
internal sealed record UserRequest(string Name, string Password);
