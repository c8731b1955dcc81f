namespace Monitas.BootServer.WebConsole.SignIn;

/// <summary>What is typed to sign in.</summary>
public sealed class SignInInput
{
    /// <summary>The user's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The password.</summary>
    public string Password { get; set; } = "";
}
